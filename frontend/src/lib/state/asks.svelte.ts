import type { FolderInfo, Problem, Share } from "../backend/types";

/** The questions, what each is about, and what can be answered. */
export interface Questions {
  public: { about: { title: string; text: string }; answer: "share" | "password" };
  risky: { about: { text: string }; answer: true };
  name: { about: { problem: Problem; name: string }; answer: string };
  move: { about: { name: string; device: string }; answer: true };
  folder: { about: { info: FolderInfo }; answer: true };
  port: { about: object; answer: string };
  qr: { about: { share: Share }; answer: true };
  quit: { about: { live: number }; answer: "keep" | "quit" };
  server: { about: { next: string; current: string }; answer: true };
  keyring: { about: object; answer: "file" | "memory" };
  signOut: { about: object; answer: true };
  problem: { about: { title: string; problem: Problem }; answer: true };
}

export type Kind = keyof Questions;
export type Question = { [K in Kind]: { kind: K; about: Questions[K]["about"] } }[Kind];

/** Asks has the one question that is open. */
export class Asks {
  open = $state.raw<Question>();
  #answer: ((answer: unknown) => void) | undefined;

  /** Resolves with the answer, or undefined if there is none: it was cancelled. */
  ask<K extends Kind>(
    kind: K,
    about: Questions[K]["about"],
  ): Promise<Questions[K]["answer"] | undefined> {
    this.cancel();
    return new Promise((resolve) => {
      this.#answer = resolve as (answer: unknown) => void;
      this.open = { kind, about } as Question;
    });
  }

  answer<K extends Kind>(_kind: K, answer: Questions[K]["answer"]): void {
    this.#close(answer);
  }

  cancel(): void {
    this.#close(undefined);
  }

  #close(answer: unknown): void {
    const resolve = this.#answer;
    this.#answer = undefined;
    this.open = undefined;
    resolve?.(answer);
  }
}
