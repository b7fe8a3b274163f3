import { expect, test } from "vitest";
import { FakeBackend } from "../backend/fake";
import { request as requestAt } from "../backend/fake/requests";
import { snapshot } from "../backend/fake/samples";
import { most, RequestLog } from "./requests.svelte";

const began = new Date();
const request = (id: number) => requestAt(id, began);

function start() {
  const fake = new FakeBackend(snapshot());
  fake.requests = [];
  return { fake, log: new RequestLog(fake, "shop") };
}

test("a request that changes keeps its place", () => {
  const { fake, log } = start();
  const running = { ...request(2), status: 0, state: "running" as const };
  fake.emit("requests", { share: "shop", requests: [request(1), running, request(3)] });
  fake.emit("requests", { share: "shop", requests: [{ ...request(2), status: 204 }] });
  expect(log.list.map((r) => [r.id, r.status])).toEqual([
    [1, 200],
    [2, 204],
    [3, 422],
  ]);
});

test("the list has an end, and what has left it does not come back", () => {
  const { fake, log } = start();
  const many = Array.from({ length: most + 10 }, (_, i) => request(i + 1));
  fake.emit("requests", { share: "shop", requests: many });
  expect([log.list.length, log.gone, log.list[0]?.id]).toEqual([most, 10, 11]);
  fake.emit("requests", { share: "shop", requests: [{ ...request(12), status: 500 }] });
  expect([log.list.length, log.list[1]?.status]).toEqual([most, 500]);
  fake.emit("requests", { share: "shop", requests: [{ ...request(3), status: 500 }] });
  expect(log.list.some((r) => r.id === 3)).toBe(false);
});

test("requests of another share, and those after it was stopped, are not taken", () => {
  const { fake, log } = start();
  fake.emit("requests", { share: "docs", requests: [request(1)] });
  log.stop();
  fake.emit("requests", { share: "shop", requests: [request(2)] });
  expect(log.list).toEqual([]);
  expect(fake.calls).toEqual(["watchRequests shop", "stopWatching"]);
});

test("an agent that was started again counts anew, and so does the list", () => {
  const { fake, log } = start();
  fake.emit("requests", { share: "shop", requests: [request(1), request(2), request(3)] });
  const later = requestAt(2, new Date(began.getTime() + 60_000));
  fake.emit("requests", { share: "shop", requests: [later] });
  expect(log.list).toEqual([later]);
  expect(log.gone).toBe(3);
});

test("the list begins anew also where the old one no longer had its first requests", () => {
  const { fake, log } = start();
  const many = Array.from({ length: most + 10 }, (_, i) => request(i + 1));
  fake.emit("requests", { share: "shop", requests: many });
  const later = requestAt(1, new Date(began.getTime() + 60_000));
  fake.emit("requests", { share: "shop", requests: [later] });
  expect(log.list).toEqual([later]);
});
