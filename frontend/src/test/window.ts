import { render } from "@testing-library/svelte";
import { userEvent } from "@testing-library/user-event";
import App from "../App.svelte";
import { FakeBackend } from "../lib/backend/fake";
import { snapshot } from "../lib/backend/fake/samples";
import type { Snapshot } from "../lib/backend/types";

/** The whole window over a backend that is made up, and a person at it. */
export async function openWindow(more: Partial<Snapshot> = {}) {
  const fake = new FakeBackend(snapshot(more));
  const user = userEvent.setup({ advanceTimers: () => undefined, delay: null });
  render(App, { backend: fake });
  await Promise.resolve();
  return { fake, user };
}
