import { expect, type Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { states } from "./states";
import { openWindow, test } from "./window";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

declare global {
  interface Window {
    axe: { run: (options: RunOptions) => Promise<AxeResults> };
  }
}

/** What axe finds, a line for each place. */
async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), tags);
  return results.violations.flatMap((v) =>
    v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)} (${n.failureSummary ?? ""})`),
  );
}

/** What is wider than the room it has, so that one would have to scroll sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = (e: Element) => e.scrollWidth > e.clientWidth + 1;
    const room = [...document.querySelectorAll("html, main, dialog, header, footer")];
    return room.filter(wide).flatMap((e) => {
      const right = e.getBoundingClientRect().right;
      const beyond = [...e.querySelectorAll("*")].filter(
        (inner) => inner.getBoundingClientRect().right > right && inner.childElementCount === 0,
      );
      return beyond.map((inner) => `${e.tagName}: ${inner.outerHTML.slice(0, 100)}`);
    });
  });
}

for (const state of states) {
  test(state.name, async ({ page }) => {
    // Where the text fades in, half its contrast is no finding.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await openWindow(page, state.fake);
    await state.act?.(page);
    expect(await page.evaluate(() => document.getAnimations().length), "motion").toBe(0);
    // As the browser's own tools do: the page's policy lets no other script in.
    await page.evaluate(axe);
    for (const theme of ["light", "dark"]) {
      await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
      expect(await violations(page), theme).toEqual([]);
    }
    // The window as it is at first, at twice the size.
    await page.setViewportSize({ width: 210, height: 320 });
    expect(await tooWide(page)).toEqual([]);
  });
}
