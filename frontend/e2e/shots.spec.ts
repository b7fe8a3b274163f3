import { join } from "node:path";
import { states } from "./states";
import { openWindow, test } from "./window";

// Pictures of every state, to be looked at: npm run shots, then the folder shots.
const only = process.env["ONLY"];

for (const theme of ["light", "dark"] as const) {
  for (const width of [360, 420, 900]) {
    for (const state of states.filter((s) => !only || s.name.includes(only))) {
      test(`${state.name} ${theme} ${width.toFixed(0)}`, async ({ page }) => {
        await page.setViewportSize({ width, height: 640 });
        await openWindow(page, state.fake, { theme });
        await state.act?.(page);
        const name = `${state.name}-${theme}-${width.toFixed(0)}.png`;
        await page.screenshot({
          path: join(import.meta.dirname, "../shots", name),
          animations: "disabled",
        });
      });
    }
  }
}
