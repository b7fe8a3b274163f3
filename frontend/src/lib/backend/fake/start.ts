import { FakeBackend } from "../fake";
import type { Agent, View } from "../types";
import { scenarios } from "./scenarios";

/** The page's way to the fake, for tests that drive it: window.fake. */
declare global {
  interface Window {
    fake?: FakeBackend;
  }
}

/** A backend as ?fake=NAME&theme=dark&lang=de says. */
export function fakeFromAddress(): FakeBackend {
  const asked = new URLSearchParams(location.search);
  const scenario = scenarios[asked.get("fake") ?? "home"] ?? {};
  const fake = new FakeBackend(scenario.state ?? scenarios.home?.state ?? ({} as never));
  fake.state.settings = {
    ...fake.state.settings,
    appearance: asked.get("theme") ?? fake.state.settings.appearance,
    language: asked.get("lang") ?? fake.state.settings.language,
  };
  scenario.prepare?.(fake);
  const ready = fake.ready.bind(fake);
  fake.ready = async () => {
    if (scenario.agent?.state !== "starting") await ready();
    if (scenario.agent) fake.emit("agent", scenario.agent satisfies Agent);
    if (scenario.show) fake.emit("show", scenario.show satisfies View);
    if (scenario.drop) fake.emit("drop", scenario.drop);
  };
  window.fake = fake;
  return fake;
}
