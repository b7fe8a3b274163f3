import type { Backend } from "../backend/backend";
import type { Request } from "../backend/types";

/** How many requests the list holds: what an agent keeps is fewer. */
export const most = 2000;

/** Hears of the requests of one share until the function that it returns is called. */
export function watchRequests(
  backend: Backend,
  share: string,
  hear: (requests: Request[]) => void,
): () => void {
  const unhear = backend.on("requests", (batch) => {
    if (batch.share === share) hear(batch.requests);
  });
  void backend.watchRequests(share).catch(() => undefined);
  return () => {
    unhear();
    void backend.stopWatching().catch(() => undefined);
  };
}

/**
 * RequestLog is the requests of one share, the oldest first. Batches come up to ten
 * times a second: each is one change, whatever is in it.
 */
export class RequestLog {
  list = $state.raw<Request[]>([]);
  /** How many were let go of at the old end, so that a row keeps its place. */
  gone = $state(0);
  readonly #at = new Map<number, number>();
  readonly stop: () => void;

  constructor(backend: Backend, share: string) {
    this.stop = watchRequests(backend, share, (requests) => this.#take(requests));
  }

  /** An agent that was started again counts from 1: the list then begins anew. */
  #anew(r: Request, list: Request[]): boolean {
    const at = this.#at.get(r.id);
    const same = at === undefined ? undefined : list[at - this.gone];
    if (same) return same.started !== r.started;
    const [oldest, newest] = [list[0], list.at(-1)];
    if (!oldest || !newest || r.id >= oldest.id) return false;
    return Date.parse(r.started) > Date.parse(newest.started);
  }

  #take(batch: Request[]): void {
    let list = this.list.slice();
    let oldest = list[0]?.id ?? 0;
    for (const r of batch) {
      if (this.#anew(r, list)) {
        this.gone += list.length;
        this.#at.clear();
        list = [];
        oldest = 0;
      }
      if (r.id < oldest) continue;
      const at = this.#at.get(r.id);
      if (at !== undefined && at >= this.gone) list[at - this.gone] = r;
      else this.#at.set(r.id, this.gone + list.push(r) - 1);
    }
    const over = list.length - most;
    if (over > 0) {
      for (const r of list.splice(0, over)) this.#at.delete(r.id);
      this.gone += over;
    }
    this.list = list;
  }
}
