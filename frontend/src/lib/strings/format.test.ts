import { expect, test } from "vitest";
import { Format } from "./format";

const f = new Format("en-GB");
const now = new Date(2026, 10, 26, 10, 12);
const words = {
  now: "now",
  minutes: (n: number) => `${n.toFixed(0)} min`,
  hours: (n: number) => `${n.toFixed(0)} h`,
  days: (n: number) => `${n.toFixed(0)} d`,
};

test.each([
  [59_000, "now"],
  [60_000, "1 min"],
  [3_599_000, "59 min"],
  [3_600_000, "1 h"],
  [86_400_000, "1 d"],
  [-5000, "now"],
])("%d ms ago is %j", (past, said) => {
  expect(f.ago(new Date(now.getTime() - past), now, words)).toBe(said);
});

test("a time of today has no day, any other has", () => {
  expect(f.moment(new Date(2026, 10, 26, 18, 0), now)).toBe("18:00");
  expect(f.moment(new Date(2026, 10, 27, 9, 5), now)).toMatch(/Fri.*27 Nov.*09:05/);
});

test.each([
  [400_000, "<1 ms"],
  [38e6, "38 ms"],
  [1.26e9, "1.3 s"],
])("a request of %d ns took %j", (ns, said) => expect(f.took(ns)).toBe(said));

test("numbers are written as the language does", () => {
  expect(new Format("de").number(41208)).toBe("41.208");
  expect(f.bytes(999)).toBe("999 B");
  expect(f.bytes(18_400)).toBe("18.4 kB");
  expect(f.seconds(11_200)).toBe("12 s");
});
