import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

// The mode "fake" builds the window over a backend that is made up, for tests,
// pictures and work in a browser. It goes to a folder of its own, so that dist
// never holds it.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting()],
  base: "./",
  build: {
    outDir: mode === "fake" ? "node_modules/.cache/fake" : "dist",
    emptyOutDir: true,
    // Safari 16.4 is the oldest web view that a supported macOS has.
    target: ["safari16.4", "chrome111"],
    // One file: it is read from memory, and a second one would only come later.
    assetsInlineLimit: 0,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    // One jsdom for all: each test has a window of its own, and no global state.
    isolate: false,
    maxWorkers: 1,
  },
}));
