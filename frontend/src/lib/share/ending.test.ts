import { expect, test } from "vitest";
import { choices, endsSoon } from "./ending";

const now = new Date(2026, 10, 26, 17, 0);

test("a share can end in an hour, today, and in a week at this time", () => {
  expect(choices(now).map((c) => c.end)).toEqual([
    new Date(2026, 10, 26, 18, 0),
    new Date(2026, 10, 26, 23, 59, 59),
    new Date(2026, 11, 3, 17, 0),
  ]);
});

test("an end is near ten minutes before it", () => {
  expect(endsSoon(new Date(2026, 10, 26, 17, 10), now)).toBe(true);
  expect(endsSoon(new Date(2026, 10, 26, 17, 11), now)).toBe(false);
});
