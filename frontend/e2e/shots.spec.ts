import { join } from "node:path";
import { states } from "./states";
import { openWindow, test } from "./window";

// Pictures of every state, to be looked at: npm run shots, then the folder shots.
// ONLY=share makes those with "share" in their name.
const only = process.env.ONLY ?? "";

for (const state of states.filter((s) => s.name.includes(only))) {
  test(state.name, async ({ page }) => {
    for (const width of [360, 420, 900]) {
      await page.setViewportSize({ width, height: 640 });
      await openWindow(page, state.fake);
      await state.act?.(page);
      for (const theme of ["light", "dark"]) {
        await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
        const name = `${state.name}-${theme}-${width.toFixed(0)}.png`;
        const path = join(import.meta.dirname, "../shots", name);
        await page.screenshot({ path, animations: "disabled" });
      }
    }
  });
}
