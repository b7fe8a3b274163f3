import type { Page } from "@playwright/test";
import { join } from "node:path";
import { mainStates, states, type State } from "./states";
import { openWindow, test } from "./window";

// Pictures of every state, to be looked at: npm run shots, then the folder shots.
// ONLY=share makes those with "share" in their name.
const only = process.env.ONLY ?? "";
const wanted = (s: State) => s.name.includes(only);

type Media = Parameters<Page["emulateMedia"]>[0];

/** How the main screens are for those who see in another way, by the name of the picture. */
const eyes: [name: string, width: number, height: number, media: Media][] = [
  ["forced", 420, 640, { forcedColors: "active", contrast: "more" }],
  ["contrast", 420, 640, { contrast: "more" }],
  ["zoom", 210, 320, {}], // the window as it is at first, at twice the size
];

/** Takes a picture in both themes. */
async function picture(page: Page, state: State, suffix: string): Promise<void> {
  await openWindow(page, state.fake);
  await state.act?.(page);
  for (const theme of ["light", "dark"]) {
    await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
    const path = join(import.meta.dirname, "../shots", `${state.name}-${theme}-${suffix}.png`);
    await page.screenshot({ path, animations: "disabled" });
  }
}

for (const state of states.filter(wanted)) {
  test(state.name, async ({ page }) => {
    for (const width of [360, 420, 900]) {
      await page.setViewportSize({ width, height: 640 });
      await picture(page, state, width.toFixed(0));
    }
  });
}

for (const [name, width, height, media] of eyes) {
  for (const state of mainStates.filter(wanted)) {
    test(`${state.name}, ${name}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.emulateMedia(media);
      await picture(page, state, name);
    });
  }
}
