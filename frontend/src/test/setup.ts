// What browsers have and jsdom has not. Playwright's tests meet the real ones.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
  (this.querySelector<HTMLElement>("[autofocus]") ?? this.querySelector("button"))?.focus();
};
globalThis.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.CSS = { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
