import { expect, test } from "vitest";
import { windowOf } from "./window";

test.each([
  { top: 0, length: 2000, first: 0, count: 18 },
  { top: 3200, length: 2000, first: 96, count: 18 },
  { top: 64000, length: 2000, first: 1996, count: 4 },
  { top: 0, length: 3, first: 0, count: 3 },
  { top: 0, length: 0, first: 0, count: 0 },
])("at $top px of $length rows", ({ top, length, first, count }) => {
  expect(windowOf(top, 320, 32, length)).toEqual({ first, count });
});
