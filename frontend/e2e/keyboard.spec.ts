import { expect, type Page } from "@playwright/test";
import type { FakeBackend } from "../src/lib/backend/fake";
import { openWindow, test } from "./window";

declare global {
  interface Window {
    fake?: FakeBackend;
  }
}

/** Presses Tab until what has the focus has that name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      return e?.getAttribute("aria-label") ?? (e?.textContent ?? "").trim();
    });
    if (at === name || at.startsWith(`${name} `)) return;
    seen.push(at);
  }
  throw new Error(`Tab never came to ${name}, only to ${seen.join(", ")}.`);
}

const status = (page: Page) => page.locator("[role=status][aria-live]");
const clipboard = (page: Page) => page.evaluate(() => window.fake?.clipboard);

test("share, copy, open the share, password, stop, undo", async ({ page }) => {
  await openWindow(page, "noShares");
  await tabTo(page, "Share checkout");
  await page.keyboard.press("Enter");
  await expect(status(page)).toHaveText(/Link copied\. checkout\.share\.acme\.dev is live\./);
  expect(await clipboard(page)).toBe("https://checkout.share.acme.dev");

  await page.evaluate(() => window.fake?.copy(""));
  await page.keyboard.press("Control+1");
  await expect.poll(() => clipboard(page)).toBe("https://checkout.share.acme.dev");

  await tabTo(page, "checkout");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "checkout" })).toBeFocused();

  await tabTo(page, "Password");
  await page.keyboard.press("Space");
  await expect(page.getByRole("textbox", { name: "Password" })).toHaveValue("amber-violin-harbour");
  await tabTo(page, "Copy link and password");
  await page.keyboard.press("Enter");
  await expect
    .poll(() => clipboard(page))
    .toBe("https://checkout.share.acme.dev\namber-violin-harbour");

  await page.keyboard.press("Delete");
  await expect(status(page)).toHaveText(/Stopped\. The link no longer works\./);
  await expect(page.getByRole("button", { name: "Stop sharing checkout" })).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: "Stop sharing checkout" })).toBeVisible();
});

test("Escape goes back to where one was", async ({ page }) => {
  await openWindow(page, "home");
  await tabTo(page, "brand-deck");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "brand-deck" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator('[data-focus="share:brand-deck"]')).toBeFocused();
});

test("Q shows the code of the row that has the focus, Escape puts it away", async ({ page }) => {
  await openWindow(page, "home");
  await tabTo(page, "brand-deck");
  await page.keyboard.press("q");
  await expect(page.getByRole("dialog", { name: "brand-deck" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator('[data-focus="share:brand-deck"]')).toBeFocused();
});

test("Delete in a row stops it, and the focus goes to Undo", async ({ page }) => {
  await openWindow(page, "home");
  await tabTo(page, "shop");
  await page.keyboard.press("Delete");
  await expect(page.getByRole("button", { name: "Undo" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Stop sharing shop" })).toBeVisible();
});

test("a key that means something is a letter in a field", async ({ page }) => {
  await openWindow(page, "home");
  await page.keyboard.press("Control+f");
  const find = page.getByRole("searchbox");
  await expect(find).toBeFocused();
  await page.keyboard.type("q");
  await expect(find).toHaveValue("q");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(find).toHaveCount(0);
});

test("the other keys", async ({ page }) => {
  await openWindow(page, "home");
  await page.keyboard.press("Control+3");
  await expect(status(page)).toHaveText(/checkout\.share\.acme\.dev is live/);
  await page.keyboard.press("Control+,");
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeFocused();
  await page.keyboard.press("Control+o");
  await expect(status(page)).toHaveText(/brand-site\.share\.acme\.dev is live/);
  await page.keyboard.press("Control+w");
  expect(await page.evaluate(() => window.fake?.calls.at(-1))).toBe("hide");
});

test("a menu is walked with arrows, and gives the focus back", async ({ page }) => {
  await openWindow(page, "home");
  await tabTo(page, "More for shop");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Copy link" })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("menuitem", { name: "Stop sharing" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "More for shop" })).toBeFocused();
});

test("a request is chosen with arrows and opened with Enter", async ({ page }) => {
  await openWindow(page, "share");
  await tabTo(page, "Requests");
  await page.keyboard.press("End");
  await expect(page.locator("[role=option][aria-selected=true]")).toHaveAttribute(
    "aria-posinset",
    "40",
  );
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Copy as curl" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox", { name: "Requests" })).toBeFocused();
});

test("a request is edited, sent, and chosen in the list", async ({ page }) => {
  await openWindow(page, "share");
  await tabTo(page, "Requests");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await tabTo(page, "Edit and replay…");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Path")).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type("?again");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/coupon\?again/);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox", { name: "Requests" })).toBeFocused();
  await expect(page.locator("[role=option][aria-selected=true]")).toContainText("coupon?again");
});

test("a thousand requests a second draw a few rows, and let one read on", async ({ page }) => {
  await openWindow(page, "busy");
  const list = page.getByRole("listbox", { name: "Requests" });
  const last = () => list.getByRole("option").first().getAttribute("aria-setsize");
  await expect.poll(last).toBe("2000");
  expect(await list.getByRole("option").count()).toBeLessThan(30);

  await list.evaluate((e) => (e.scrollTop = 320));
  const reading = list.getByRole("option").nth(8);
  const id = await reading.getAttribute("id");
  await page.waitForFunction((id) => {
    const box = document.querySelector("[role=listbox]");
    return box && box.scrollTop > 3200 && document.getElementById(id ?? "");
  }, id);
});
