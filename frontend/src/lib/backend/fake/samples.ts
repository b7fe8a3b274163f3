import type { App, Settings, Share, Snapshot } from "../types";

const minute = 60_000;
const today = new Date();
today.setHours(10, 12, 0, 0);

export const ago = (minutes: number): string =>
  new Date(Date.now() - minutes * minute).toISOString();
export const ahead = (minutes: number): string => ago(-minutes);

export function share(name: string, more: Partial<Share> = {}): Share {
  return {
    name,
    url: `https://${name}.share.acme.dev`,
    target: "http://localhost:5173",
    state: "live",
    since: today.toISOString(),
    web: true,
    inspected: true,
    protected: false,
    watching: 0,
    profile: "localhost",
    kept: true,
    background: true,
    ...more,
  };
}

export function app(name: string, framework: string, port: number, more: Partial<App> = {}): App {
  return { port, name, framework, target: `http://localhost:${port.toFixed(0)}`, ...more };
}

export const settings: Settings = {
  appearance: "system",
  language: "en",
  notifications: true,
  inspect: true,
  atSignIn: "on",
  askedAtSignIn: true,
  askedPublic: true,
  device: "studio-laptop",
  version: "1.4.0",
};

export const shop = share("shop", {
  app: "shop · Vite",
  watching: 2,
  lastVisit: ago(3),
  visitors: [
    { browser: "Safari on a phone", path: "/cart", seen: ago(0), here: true },
    { browser: "Chrome", path: "/", seen: ago(3), here: true },
    { browser: "Firefox", path: "/products/linen-shirt?colour=sand", seen: ago(14), here: false },
  ],
});

export const deck = share("brand-deck", {
  app: "brand-deck · Next.js",
  target: "http://localhost:8080",
  state: "waiting",
});

export const readyApps: App[] = [
  app("checkout", "Vite", 5174, { icon: "checkout" }),
  app("docs", "Storybook", 6006),
  app("api-playground", "Next.js", 3000),
];

export const hiddenApps: App[] = [
  app("", "PostgreSQL", 5432, {
    hidden: "A database",
    risk: "Port 5432 is a database. Anyone with the link could read or change its data.",
  }),
  app("", "Node debugger", 9229, {
    hidden: "A debugger",
    risk: "Port 9229 is a debugger. Anyone with the link could run code on this computer.",
  }),
  app("", "AirPlay", 7000, { hidden: "AirPlay" }),
];

export function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    server: {
      address: "share.acme.dev",
      state: "connected",
      since: ago(90),
      account: "designer",
      domain: "share.acme.dev",
    },
    shares: [shop, deck],
    apps: [...readyApps, ...hiddenApps],
    settings,
    ...more,
  };
}

export const icons: Record<string, string> = {
  checkout:
    "data:image/svg+xml," +
    encodeURIComponent(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d3fbb"/><path d="M9 17l5 5 9-12" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
    ),
};
