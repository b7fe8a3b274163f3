import type { Backend } from "../backend/backend";
import { problemOf } from "../backend/problem";
import type { Login, Problem } from "../backend/types";
import type { Asks } from "./asks.svelte";
import type { Session } from "./session.svelte";

/** SignIn is the way from an invite, or a server and a token, to a connection. */
export class SignIn {
  busy = $state(false);
  problem = $state.raw<Problem>();

  constructor(
    private readonly backend: Backend,
    private readonly session: Session,
    private readonly asks: Asks,
  ) {}

  /** True if the person is signed in. */
  async with(login: Login): Promise<boolean> {
    return this.#run(async () => {
      try {
        await this.backend.login(login);
      } catch (e) {
        if (problemOf(e).code !== "keyring_none") throw e;
        const keep = await this.asks.ask("keyring", {});
        if (!keep) throw e;
        await this.backend.login({ ...login, keep });
      }
    });
  }

  /** Signs in with what is on the clipboard; false if that is no invite. */
  async paste(): Promise<boolean> {
    this.problem = undefined;
    const text = (await this.backend.paste()).trim();
    if (!looksLikeInvite(text)) return false;
    await this.with({ invite: text });
    return true;
  }

  /** An invite was opened as a link. It takes a yes to leave a server for another. */
  async offered(invite: string): Promise<void> {
    const { address, state, here } = this.session.server;
    const next = inviteServer(invite);
    if (state !== "none" && !here && next !== address) {
      if (!(await this.asks.ask("server", { next, current: address }))) return;
    }
    await this.with({ invite });
  }

  async here(): Promise<void> {
    await this.#run(() => this.backend.tryHere());
  }

  forget(): void {
    this.problem = undefined;
  }

  async #run(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      return true;
    } catch (e) {
      this.problem = problemOf(e);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** Whether a text can be an invite: its link, or the code in it. */
export function looksLikeInvite(text: string): boolean {
  return /^(https|gotunnel):\/\/[^\s#]+#\S+$/.test(text) || /^[\w-]{16,}$/.test(text);
}

/** The server that an invite's link is for. */
export function inviteServer(invite: string): string {
  return /^\w+:\/\/([^/#]+)/.exec(invite)?.[1] ?? invite;
}
