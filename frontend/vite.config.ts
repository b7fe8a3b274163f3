import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// What the page may load, should anything of a stranger's app ever get into it:
// itself and icons as data. Not while developing: Vite then writes styles inline.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'";

const contentSecurity: Plugin = {
  name: "content-security",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: policy },
      injectTo: "head-prepend",
    },
  ],
};

// The mode "fake" builds the window over a backend that is made up, for tests,
// pictures and work in a browser. It goes to a folder of its own, so that dist
// never holds it.
export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting(), contentSecurity],
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
    // A machine that is busy with other things fails no test.
    testTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // One jsdom for all: each test has a window of its own, and no global state.
    isolate: false,
    maxWorkers: 1,
  },
}));
