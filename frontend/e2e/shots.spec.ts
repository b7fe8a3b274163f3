import { join } from "node:path";
import { states } from "./states";
import { openWindow, test } from "./window";

// Pictures of every state, to be looked at: npm run shots, then the folder shots.
// ONLY=share makes those with "share" in their name.
const only = process.env.ONLY ?? "";
const widths = [360, 420, 900];

for (const state of states.filter((s) => s.name.includes(only))) {
  test(state.name, async ({ page }) => {
    for (const theme of ["light", "dark"] as const) {
      await openWindow(page, state.fake, { theme });
      await state.act?.(page);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 640 });
        const name = `${state.name}-${theme}-${width.toFixed(0)}.png`;
        const path = join(import.meta.dirname, "../shots", name);
        await page.screenshot({ path, animations: "disabled" });
      }
    }
  });
}
