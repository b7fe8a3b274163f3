import type { Backend } from "../backend/backend";
import { problemOf } from "../backend/problem";
import type { Problem } from "../backend/types";
import { isName } from "../share/words";

/** How long somebody has to pause in typing before the server is asked. */
export const pause = 250; // milliseconds

type Verdict = "empty" | "own" | "odd" | "checking" | "free" | "refused";

/** NameTyping is a name while it is typed, and whether it could be had. */
export class NameTyping {
  name = $state("");
  verdict = $state.raw<Verdict>("empty");
  problem = $state.raw<Problem>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** own is the name that there is already. */
  constructor(
    private readonly backend: Backend,
    private readonly own = "",
  ) {
    this.name = own;
    this.verdict = own ? "own" : "empty";
  }

  type(text: string): void {
    clearTimeout(this.#timer);
    this.name = text;
    this.problem = undefined;
    const name = text.trim().toLowerCase();
    if (!name) this.verdict = "empty";
    else if (name === this.own) this.verdict = "own";
    else if (!isName(name)) this.verdict = "odd";
    else {
      this.verdict = "checking";
      this.#timer = setTimeout(() => void this.#ask(name), pause);
    }
  }

  /** A suggestion is free: it need not be asked for. */
  pick(name: string): void {
    clearTimeout(this.#timer);
    this.name = name;
    this.problem = undefined;
    this.verdict = "free";
  }

  /** Something else refused it. */
  refuse(problem: Problem): void {
    this.problem = problem;
    this.verdict = "refused";
  }

  get wanted(): string {
    return this.name.trim().toLowerCase();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #ask(name: string): Promise<void> {
    try {
      const check = await this.backend.checkName(name);
      if (this.wanted !== name) return;
      this.problem = check.problem;
      this.verdict = check.free ? "free" : "refused";
    } catch (e) {
      if (this.wanted === name) this.refuse(problemOf(e));
    }
  }
}
