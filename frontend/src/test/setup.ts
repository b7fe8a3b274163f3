import { configure } from "@testing-library/svelte";

configure({ asyncUtilTimeout: 10_000 });

// What browsers have and jsdom has not. Playwright's tests meet the real ones.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
  (this.querySelector<HTMLElement>("[autofocus]") ?? this.querySelector("button"))?.focus();
};
const nothing = () => undefined;
globalThis.ResizeObserver = class {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
};
globalThis.CSS = { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
