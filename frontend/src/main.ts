import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import type { Backend } from "./lib/backend/backend";
import { wailsBackend } from "./lib/backend/wails";

async function backend(): Promise<Backend> {
  // Vite knows the mode when it builds, and leaves this out of any other.
  if (import.meta.env.MODE !== "fake") return wailsBackend();
  const { fakeFromAddress } = await import("./lib/backend/fake/start");
  return fakeFromAddress();
}

const target = document.getElementById("app");
if (target) mount(App, { target, props: { backend: await backend() } });
