import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeBackend } from "../backend/fake";
import { snapshot } from "../backend/fake/samples";
import { NameTyping, pause } from "./name.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function start(own = "shop") {
  const fake = new FakeBackend(snapshot());
  return { fake, typing: new NameTyping(fake, own) };
}

test("the server is asked once, after a pause", async () => {
  const { fake, typing } = start();
  for (const text of ["l", "lo", "look"]) typing.type(text);
  expect(typing.verdict).toBe("checking");
  await vi.advanceTimersByTimeAsync(pause);
  expect(fake.calls).toEqual(["checkName look"]);
  expect(typing.verdict).toBe("free");
});

test("an answer that comes late says nothing of what is typed by then", async () => {
  const { fake, typing } = start();
  let answer: (check: { name: string; free: boolean }) => void = () => undefined;
  fake.checkName = () => new Promise((resolve) => (answer = resolve));
  typing.type("docs");
  await vi.advanceTimersByTimeAsync(pause);
  typing.type("docs!");
  answer({ name: "docs", free: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(typing.verdict).toBe("odd");
});

test("a name that is taken comes with some that are free, which need no question", async () => {
  const { fake, typing } = start();
  typing.type("docs");
  await vi.advanceTimersByTimeAsync(pause);
  expect(typing.verdict).toBe("refused");
  expect(typing.problem?.suggestions).toEqual(["docs-2", "docs-studio", "my-docs"]);
  typing.pick("docs-2");
  expect(typing.verdict).toBe("free");
  expect(fake.calls).toEqual(["checkName docs"]);
});

test.each([
  ["", "empty"],
  ["SHOP", "own"],
  ["look book", "odd"],
])("%j is %s, and nobody is asked", async (text, verdict) => {
  const { fake, typing } = start();
  typing.type(text);
  await vi.advanceTimersByTimeAsync(pause);
  expect(typing.verdict).toBe(verdict);
  expect(fake.calls).toEqual([]);
});
