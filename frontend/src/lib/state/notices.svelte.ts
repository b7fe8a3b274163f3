export interface Toast {
  text: string;
  undo?: () => void;
}

type Holder = "pointer" | "focus";

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
  readonly #held = new Set<Holder>();

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

  /** The pointer or the focus is on it: it waits until both have left. */
  hold(by: Holder): void {
    if (this.#held.size === 0) {
      clearTimeout(this.#timer);
      this.#left = Math.max(1000, this.#left - (Date.now() - this.#started));
    }
    this.#held.add(by);
  }

  letGo(by: Holder): void {
    if (this.#held.delete(by) && this.toast) this.#run(this.#left);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#held.clear();
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
    if (this.#held.size > 0) return;
    this.#timer = setTimeout(() => this.close(), ms);
  }
}
