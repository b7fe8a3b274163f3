import { flushSync } from "svelte";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeBackend } from "../backend/fake";
import { share, snapshot } from "../backend/fake/samples";
import type { ServerState } from "../backend/types";
import { quiet, Session } from "./session.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function start() {
  const fake = new FakeBackend(snapshot());
  const session = new Session(fake);
  const server = (state: ServerState) => {
    const since = new Date().toISOString();
    fake.become({ server: { address: "share.acme.dev", state, since } });
  };
  return { fake, session, server };
}

test("a connection that is lost is no trouble for ten seconds, through whatever states it goes", () => {
  const { session, server } = start();
  server("connected");
  server("unreached");
  vi.advanceTimersByTime(quiet - 1000);
  server("connecting");
  expect(session.trouble).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(session.trouble).toBe(true);
  expect(session.saysReconnecting).toBe(true);
  server("connected");
  expect(session.trouble).toBe(false);
  expect(session.saysReconnecting).toBe(false);
});

test("trouble comes by itself on a screen that shows it", () => {
  const { session, server } = start();
  server("unreached");
  const seen: boolean[] = [];
  const stop = $effect.root(() => {
    $effect(() => void seen.push(session.trouble));
  });
  flushSync();
  vi.advanceTimersByTime(quiet + 1000);
  flushSync();
  expect(seen.at(0)).toBe(false);
  expect(seen.at(-1)).toBe(true);
  stop();
});

test("a refusal is trouble at once: only a person can end it", () => {
  const { session, server } = start();
  server("refused");
  expect(session.trouble).toBe(true);
});

test("a share stays in view while it is given another name", async () => {
  const { fake, session } = start();
  fake.become({ shares: [share("shop")] });
  await session.renaming("shop", "store", () => {
    fake.become({ shares: [share("store")] });
    expect(session.share("shop")?.name).toBe("store");
    return Promise.resolve();
  });
  expect(session.share("shop")).toBeUndefined();
});

test("null lists, as Go sends empty ones, are empty", () => {
  const { fake, session } = start();
  fake.become({ shares: null, apps: null });
  expect([session.shares, session.apps]).toEqual([[], []]);
});
