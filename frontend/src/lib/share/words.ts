import type { App, Share } from "../backend/types";

/** What people know an app by. */
export function appTitle(app: App, port: (n: number) => string): string {
  return app.name || app.title || port(app.port);
}

/** shop.share.acme.dev of https://shop.share.acme.dev/ */
export function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url.replace(/^\w+:\/\//, "");
}

/** The port of a target, or the target itself if it names none. */
export function portOf(target: string): string {
  return /:(\d+)\/?$/.exec(target)?.[1] ?? target;
}

/** The last part of a path, of any system. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).at(-1) ?? path;
}

/** The app without its framework: "checkout" of "checkout · Vite". */
export function appOf(share: Share): string {
  return share.app?.split(" · ")[0] ?? share.name;
}

/** A name for a link that says what is shared; "" if nothing fit is left of it. */
export function nameFor(words: string): string {
  return words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}

/** Whether the server could take a name: letters, digits and dashes, 1 to 40. */
export function isName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/i.test(name);
}
