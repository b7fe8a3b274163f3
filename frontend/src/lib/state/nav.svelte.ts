export type Place =
  | { view: "home" }
  | { view: "settings" }
  | { view: "share"; share: string }
  | { view: "request"; share: string; id: number };

interface Visit {
  place: Place;
  /** The data-focus of what had the focus when another place was gone to. */
  focus?: string | undefined;
}

/** Nav is where in the window a person is, and how they came there. */
export class Nav {
  #visits = $state.raw<Visit[]>([{ place: { view: "home" } }]);

  get at(): Place {
    return this.#top.place;
  }

  /** What should have the focus here, because it had it before. */
  get focus(): string | undefined {
    return this.#top.focus;
  }

  get deep(): boolean {
    return this.#visits.length > 1;
  }

  go(place: Place): void {
    const focused = document.activeElement;
    const focus = focused instanceof HTMLElement ? focused.dataset.focus : undefined;
    const left = [...this.#visits.slice(0, -1), { ...this.#top, focus }];
    this.#visits = [...left, { place }];
  }

  /** Goes to a place that is one step from home, from wherever this is. */
  jump(place: Place): void {
    this.home();
    if (place.view !== "home") this.go(place);
  }

  back(): void {
    if (this.deep) this.#visits = this.#visits.slice(0, -1);
  }

  home(): void {
    this.#visits = this.#visits.slice(0, 1);
  }

  /** A share has another name now. */
  rename(from: string, to: string): void {
    this.#visits = this.#visits.map((v) =>
      "share" in v.place && v.place.share === from ? { ...v, place: { ...v.place, share: to } } : v,
    );
  }

  get #top(): Visit {
    return this.#visits.at(-1) ?? { place: { view: "home" } };
  }
}
