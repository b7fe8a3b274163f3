import { defineConfig } from "@playwright/test";

// The browser is the system's: no download. The pages come from the build in the
// mode fake, handed over by the tests themselves: no port is opened.
export default defineConfig({
  testDir: "e2e",
  workers: 2,
  fullyParallel: true,
  reporter: "line",
  forbidOnly: true,
  outputDir: "test-results",
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-background-networking", "--no-first-run"],
    },
    viewport: { width: 420, height: 640 },
  },
  projects: ["a11y", "keyboard", "shots"].map((name) => ({
    name,
    testMatch: `${name}.spec.ts`,
  })),
});
