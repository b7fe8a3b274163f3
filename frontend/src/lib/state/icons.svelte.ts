import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend/backend";

/** Icons has the apps' own icons, each asked for once. */
export class Icons {
  readonly #urls = new SvelteMap<string, string>();
  readonly #asked = new Set<string>();

  constructor(private readonly backend: Backend) {}

  /** A data: URL, "" as long as none is known. */
  url(id: string): string {
    return this.#urls.get(id) ?? "";
  }

  async want(id: string): Promise<void> {
    if (!id || this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      this.#urls.set(id, await this.backend.icon(id));
    } catch {
      // A letter stands in for it; the next list may name it again.
      this.#asked.delete(id);
    }
  }
}
