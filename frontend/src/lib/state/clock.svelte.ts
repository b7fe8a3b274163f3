import { createSubscriber } from "svelte/reactivity";

/** Clock is a time that ticks, only while something on screen depends on it. */
class Clock {
  readonly #subscribe: () => void;

  constructor(step: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, step);
      return () => clearInterval(timer);
    });
  }

  get now(): Date {
    this.#subscribe();
    return new Date();
  }
}

/** For a countdown. */
export const seconds = new Clock(1000);
/** For "3 min ago", which may be late by as much as it takes to notice. */
export const minutes = new Clock(15_000);
