export type Place =
  | { view: "home" }
  | { view: "settings" }
  | { view: "share"; share: string }
  | { view: "request"; share: string; id: number };

interface Visit {
  /** The same through another name for what is there. */
  id: number;
  place: Place;
  /** The data-focus of what had the focus when another place was gone to. */
  focus?: string | undefined;
}

/** Nav is where in the window a person is, and how they came there. */
export class Nav {
  #visits = $state.raw<Visit[]>([{ id: 0, place: { view: "home" } }]);
  #count = 0;
  #left: Place | undefined;

  get at(): Place {
    return this.#top.place;
  }

  /** A number for this time at this place: what is on the screen is of no other. */
  get visit(): number {
    return this.#top.id;
  }

  /** What should have the focus here, because it had it before. */
  get focus(): string | undefined {
    return this.#top.focus;
  }

  /** Where this was come back from; undefined if it was not. */
  get left(): Place | undefined {
    return this.#left;
  }

  get deep(): boolean {
    return this.#visits.length > 1;
  }

  go(place: Place): void {
    const focused = document.activeElement;
    const focus = focused instanceof HTMLElement ? focused.dataset.focus : undefined;
    const left = [...this.#visits.slice(0, -1), { ...this.#top, focus }];
    this.#visits = [...left, { id: ++this.#count, place }];
    this.#left = undefined;
  }

  /** Goes to a place instead of this one: back leads to where this was come from. */
  replace(place: Place): void {
    this.#visits = [...this.#visits.slice(0, -1), { id: ++this.#count, place }];
  }

  /** Goes to a place that is one step from home, from wherever this is. */
  jump(place: Place): void {
    this.home();
    if (place.view !== "home") this.go(place);
  }

  back(): void {
    if (!this.deep) return;
    this.#left = this.at;
    this.#visits = this.#visits.slice(0, -1);
  }

  home(): void {
    this.#left = undefined;
    this.#visits = this.#visits.slice(0, 1);
  }

  /** A share has another name now. */
  rename(from: string, to: string): void {
    this.#visits = this.#visits.map((v) =>
      "share" in v.place && v.place.share === from ? { ...v, place: { ...v.place, share: to } } : v,
    );
  }

  get #top(): Visit {
    return this.#visits.at(-1) ?? { id: 0, place: { view: "home" } };
  }
}
