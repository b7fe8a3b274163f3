import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Notices, undoable } from "./notices.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("what was stopped can be undone for ten seconds, once", () => {
  const notices = new Notices();
  const undo = vi.fn();
  notices.show("Stopped.", undo);
  vi.advanceTimersByTime(undoable - 1);
  notices.undo();
  notices.undo();
  expect(undo).toHaveBeenCalledOnce();

  notices.show("Stopped.", undo);
  vi.advanceTimersByTime(undoable);
  expect(notices.toast).toBeUndefined();
  notices.undo();
  expect(undo).toHaveBeenCalledOnce();
});

test("a message waits while it is held", () => {
  const notices = new Notices();
  notices.show("Stopped.", () => undefined);
  vi.advanceTimersByTime(undoable - 2000);
  notices.hold("focus");
  vi.advanceTimersByTime(60_000);
  expect(notices.toast).toBeDefined();
  notices.letGo("focus");
  vi.advanceTimersByTime(2000);
  expect(notices.toast).toBeUndefined();
});

test("it waits as long as one of the pointer and the focus is on it", () => {
  const notices = new Notices();
  notices.show("Stopped.", () => undefined);
  vi.advanceTimersByTime(4000);
  notices.hold("focus");
  notices.hold("pointer");
  notices.letGo("pointer");
  vi.advanceTimersByTime(60_000);
  expect(notices.toast).toBeDefined();
  notices.letGo("focus");
  vi.advanceTimersByTime(undoable - 4000 - 1);
  expect(notices.toast).toBeDefined();
  vi.advanceTimersByTime(1);
  expect(notices.toast).toBeUndefined();
});

test("the same words twice are two different texts, so that both are said", () => {
  const notices = new Notices();
  notices.show("Link copied.");
  const first = notices.said;
  notices.show("Link copied.");
  expect(notices.said).not.toBe(first);
  expect(notices.said.trim()).toBe(first);
});
