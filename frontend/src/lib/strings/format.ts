const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Ago has a language's words for times that are past. */
export interface Ago {
  now: string;
  minutes: (n: number) => string;
  hours: (n: number) => string;
  days: (n: number) => string;
}

/** Format writes numbers and times as people of a language do. */
export class Format {
  readonly #number: Intl.NumberFormat;

  constructor(readonly language: string) {
    this.#number = new Intl.NumberFormat(language);
  }

  number(n: number): string {
    return this.#number.format(n);
  }

  /** A time of today as 18:00, any other with its day. */
  moment(t: Date, now = new Date()): string {
    const sameDay = t.toDateString() === now.toDateString();
    return new Intl.DateTimeFormat(this.language, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      ...(sameDay ? {} : { weekday: "short", day: "numeric", month: "short" }),
    }).format(t);
  }

  /** 10:41:07 */
  clock(t: Date): string {
    return [t.getHours(), t.getMinutes(), t.getSeconds()]
      .map((n) => n.toFixed(0).padStart(2, "0"))
      .join(":");
  }

  /** How long ago something was, by words for the largest unit that fits. */
  ago(t: Date, now: Date, words: Ago): string {
    const past = Math.max(0, now.getTime() - t.getTime());
    if (past < minute) return words.now;
    if (past < hour) return words.minutes(Math.floor(past / minute));
    if (past < day) return words.hours(Math.floor(past / hour));
    return words.days(Math.floor(past / day));
  }

  /** Seconds and minutes are never said to be fewer than there are. */
  seconds(ms: number): string {
    return `${this.number(Math.ceil(ms / second))} s`;
  }

  minutes(ms: number): string {
    return `${this.number(Math.max(1, Math.ceil(ms / minute)))} min`;
  }

  /** How long a request took; ns are nanoseconds. */
  took(ns: number): string {
    const ms = ns / 1e6;
    if (ms < 1) return `<${this.#unit(1, "millisecond")}`;
    if (ms < second) return this.#unit(Math.round(ms), "millisecond");
    return this.#unit(Math.round(ms / 100) / 10, "second");
  }

  bytes(n: number): string {
    if (n < 1000) return `${this.number(n)} B`;
    if (n < 1e6) return this.#unit(Math.round(n / 100) / 10, "kilobyte");
    return this.#unit(Math.round(n / 1e5) / 10, "megabyte");
  }

  #unit(n: number, unit: string): string {
    return new Intl.NumberFormat(this.language, {
      style: "unit",
      unit,
      unitDisplay: "short",
    }).format(n);
  }
}
