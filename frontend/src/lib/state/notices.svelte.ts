export interface Toast {
  text: string;
  undo?: () => void;
}

/** How long a message stays, and one that can be undone. */
const stay = 5_000; // milliseconds
export const undoable = 10_000;

/** Notices are the messages at the window's edge, which a screen reader says too. */
export class Notices {
  toast = $state.raw<Toast>();
  said = $state.raw("");
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = 0;
  #started = 0;

  show(text: string, undo?: () => void): void {
    this.toast = undo ? { text, undo } : { text };
    this.say(text);
    this.#run(undo ? undoable : stay);
  }

  /** Says something to those who listen only. */
  say(text: string): void {
    // The same words twice are said twice only if they differ.
    this.said = this.said === text ? `${text}\u00a0` : text;
  }

  /** The pointer or the focus is on it: it waits. */
  hold(): void {
    clearTimeout(this.#timer);
    this.#left = Math.max(1000, this.#left - (Date.now() - this.#started));
  }

  letGo(): void {
    if (this.toast) this.#run(this.#left);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.toast = undefined;
  }

  undo(): void {
    const undo = this.toast?.undo;
    this.close();
    undo?.();
  }

  #run(ms: number): void {
    clearTimeout(this.#timer);
    this.#left = ms;
    this.#started = Date.now();
    this.#timer = setTimeout(() => this.close(), ms);
  }
}
