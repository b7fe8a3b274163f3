import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { detail, request } from "../lib/backend/fake/requests";
import { share, shop } from "../lib/backend/fake/samples";
import type { Detail, Request } from "../lib/backend/types";
import { openWindow } from "./window";

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const field = (name: string) => screen.findByRole<HTMLInputElement>("textbox", { name });
const said = (words: RegExp) => expect.poll(() => document.body.textContent).toMatch(words);

/** The screen of the request 39, a POST. */
async function openRequest() {
  const window = await openWindow({ shares: [shop] });
  window.fake.emit("show", { name: "share", share: "shop" });
  const [, post] = await screen.findAllByRole("option");
  if (post) await window.user.click(post);
  await button("Replay");
  return window;
}

test("a request is changed, sent, and shown like any other", async () => {
  const { fake, user } = await openRequest();
  await user.click(await button("Edit and replay…"));
  const path = await field("Path");
  expect(document.activeElement).toBe(path);
  await user.type(path, "?code=2");
  expect((await field("Headers")).value).toContain("Cookie: session=8f2c1d");
  await user.clear(await field("Body"));
  await user.type(await field("Body"), "new");
  await user.click(await button("Send"));
  await said(/Repeats request 39/);
  expect(fake.calls).toContain(`replay shop 39 {"Path":"/api/coupon?code=2","Body":"bmV3"}`);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("/api/coupon?code=2");

  await user.click(await button("Back"));
  const chosen = await screen.findByRole("option", { selected: true });
  expect(chosen.textContent).toContain("/api/coupon?code=2");
  expect(document.activeElement).toBe(screen.getByRole("listbox"));
});

test("what can't be sent is said beside it, and nothing that was written is lost", async () => {
  const { fake, user } = await openRequest();
  await user.click(await button("Edit and replay…"));
  const headers = await field("Headers");
  await user.clear(headers);
  await user.type(headers, "Accept text/html");
  await user.click(await button("Send"));
  await said(/“Accept text\/html” isn't a header\. Write it as Name:\svalue\./);
  expect(document.activeElement).toBe(headers);
  await user.clear(headers);
  await user.type(headers, "Accept: text/html");
  fake.refuse.set("replay", { code: "failed", message: "The app could not be reached." });
  await user.click(await button("Send"));
  expect((await screen.findByRole("alert")).textContent).toBe("The app could not be reached.");
  expect(headers.value).toBe("Accept: text/html");
});

test("Escape leaves the editor, and only then the request", async () => {
  const { user } = await openRequest();
  await user.click(await button("Edit and replay…"));
  await field("Path");
  await user.keyboard("{Escape}");
  expect(document.activeElement).toBe(await button("Edit and replay…"));
  await user.keyboard("{Escape}");
  await screen.findByRole("heading", { level: 1, name: "shop" });
});

test("who went elsewhere while a request was sent again stays there", async () => {
  const { fake, user } = await openRequest();
  let answer: (id: number) => void = () => undefined;
  fake.replay = () => new Promise((resolve) => (answer = resolve));
  await user.click(await button("Replay"));
  await user.click(await button("Back"));
  answer(41);
  await said(/Sent again\./);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("shop");
});

test("secrets that come late are not shown to who hid them again", async () => {
  const { fake, user } = await openRequest();
  const answers: (() => void)[] = [];
  fake.request = (_, id, reveal) =>
    new Promise<Detail>((resolve) => answers.push(() => resolve(detail(request(id), reveal))));
  await user.click(await button("Show secrets"));
  await user.click(await button("Hide secrets"));
  for (const i of [1, 0]) answers[i]?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect(document.body.textContent).not.toContain("session=8f2c1d");
});

test("who comes back to requests that come late finds the one they looked at", async () => {
  const { fake, user } = await openRequest();
  const watch = fake.watchRequests.bind(fake);
  let come: () => Promise<void> = () => Promise.resolve();
  fake.watchRequests = (name) => ((come = () => watch(name)), Promise.resolve());
  await user.click(await button("Back"));
  await said(/No requests yet/);
  await come();
  const list = await screen.findByRole("listbox");
  await expect.poll(() => document.activeElement).toBe(list);
  const chosen = screen.getByRole("option", { selected: true });
  expect(chosen.getAttribute("aria-posinset")).toBe("2");
});

test("the screen of another share has nothing left of the one before", async () => {
  const { fake, user } = await openWindow({ shares: [shop, share("docs", { protected: true })] });
  fake.emit("show", { name: "share", share: "shop" });
  await user.click(await screen.findByRole("switch", { name: "Password" }));
  expect((await field("Password")).value).toBe("amber-violin-harbour");
  fake.emit("show", { name: "share", share: "docs" });
  await screen.findByRole("heading", { level: 1, name: "docs" });
  expect(screen.queryByRole("textbox", { name: "Password" })).toBeNull();
});

test("a request that still runs is shown as it goes on, and then left alone", async () => {
  const { fake } = await openWindow({ shares: [shop] });
  const running: Request = { ...request(40), method: "PUT", status: 0, state: "running" };
  fake.requests = [running];
  fake.emit("show", { name: "share", share: "shop" });
  (await screen.findByRole("option")).click();
  await screen.findByRole("heading", { level: 1, name: /PUT/ });
  await expect.poll(() => fake.calls.at(-1)).toBe("request shop 40 false"); // told all that there is
  const done: Request = { ...running, status: 507, state: "done" };
  fake.requests = [done];
  fake.emit("requests", { share: "shop", requests: [done] });
  await said(/507/);
  await expect.poll(() => fake.calls.at(-1)).toBe("stopWatching");
});
