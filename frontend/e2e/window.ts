import { test as base, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const built = join(import.meta.dirname, "../node_modules/.cache/fake");
const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
};

export interface Look {
  theme?: "light" | "dark";
  lang?: string;
}

/** test hands the built pages to the browser itself, and fails on what they log as an error. */
export const test = base.extend({
  page: async ({ page }, use) => {
    const errors: string[] = [];
    page.on("pageerror", (e) => errors.push(e.message));
    page.on("console", (m) => {
      if (m.type() === "error" || m.type() === "warning") errors.push(m.text());
    });
    await page.route("http://window.test/**", async (route) => {
      const path = new URL(route.request().url()).pathname;
      const file = path === "/" ? "index.html" : path.slice(1);
      const body = await readFile(join(built, file)).catch(() => undefined);
      if (!body) return route.fulfill({ status: 404 });
      return route.fulfill({ body, contentType: types[extname(file)] ?? "" });
    });
    await use(page);
    if (errors.length) throw new Error(`The page logged: ${errors.join("\n")}`);
  },
});

/** Opens the window in a state of src/lib/backend/fake/scenarios.ts. */
export async function openWindow(page: Page, state: string, look: Look = {}): Promise<void> {
  const query = new URLSearchParams({
    fake: state,
    theme: look.theme ?? "light",
    lang: look.lang ?? "en",
  });
  await page.goto(`http://window.test/?${query.toString()}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
}
