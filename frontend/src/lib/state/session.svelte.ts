import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend/backend";
import type { Agent, App, Problem, Server, Settings, Share, Snapshot } from "../backend/types";
import { seconds } from "./clock.svelte";

/** For so long after a connection was lost nothing is said: most are back by then. */
export const quiet = 10_000; // milliseconds

/** Session is what the agent told last. */
export class Session {
  agent = $state.raw<Agent>({ state: "starting" });
  #snapshot = $state.raw<Snapshot>();
  // When the connection was lost; the states in between come and go.
  #away = $state.raw<Date>();
  // Shares that are being given another name: the old one and the new one.
  readonly #renames = new SvelteMap<string, string>();

  constructor(backend: Backend) {
    backend.on("state", (snapshot) => this.#hear(snapshot));
    backend.on("agent", (agent) => (this.agent = agent));
  }

  #hear(snapshot: Snapshot): void {
    const { state, since } = snapshot.server;
    if (state === "connected" || state === "none") this.#away = undefined;
    else this.#away ??= new Date(since);
    this.#snapshot = snapshot;
    if (this.agent.state === "starting") this.agent = { state: "running" };
  }

  get known(): boolean {
    return this.#snapshot !== undefined;
  }

  get server(): Server {
    return this.#snapshot?.server ?? { address: "", state: "connecting", since: "" };
  }

  get shares(): Share[] {
    return this.#snapshot?.shares ?? [];
  }

  get apps(): App[] {
    return this.#snapshot?.apps ?? [];
  }

  /** What went wrong with what is kept on this computer. */
  get problem(): Problem | undefined {
    return this.#snapshot?.problem;
  }

  get settings(): Settings | undefined {
    return this.#snapshot?.settings;
  }

  get live(): number {
    return this.shares.filter((s) => s.state !== "failed").length;
  }

  /** The share of that name, or of the name that it is about to have. */
  share(name: string): Share | undefined {
    const byName = (n: string | undefined) => this.shares.find((s) => s.name === n);
    return byName(name) ?? byName(this.#renames.get(name));
  }

  /** Keeps a share in view while it is given another name. */
  async renaming(from: string, to: string, change: () => Promise<void>): Promise<void> {
    this.#renames.set(from, to);
    try {
      await change();
    } finally {
      this.#renames.delete(from);
    }
  }

  /** The connection is gone for so long that it is worth a word. */
  get trouble(): boolean {
    if (this.server.state === "refused") return true;
    return this.#away !== undefined && seconds.now.getTime() - this.#away.getTime() >= quiet;
  }

  /** Whether a share that reconnects says so. */
  get saysReconnecting(): boolean {
    const since = this.#away ?? new Date(this.server.since);
    return seconds.now.getTime() - since.getTime() >= quiet;
  }
}
