import type { FakeBackend } from "../fake";
import type { Agent, App, Server, ServerState, Share, Snapshot, View } from "../types";
import { request } from "./requests";
import {
  ago,
  ahead,
  app,
  deck,
  hiddenApps,
  readyApps,
  settings,
  share,
  shop,
  snapshot,
} from "./samples";

interface Scenario {
  state?: Snapshot;
  agent?: Agent;
  show?: View;
  drop?: string[];
  prepare?: (fake: FakeBackend) => void;
}

const server = (state: ServerState, more: Partial<Server> = {}): Partial<Snapshot> => ({
  server: { address: "share.acme.dev", domain: "share.acme.dev", state, since: ago(1), ...more },
});
const away = (s: Share): Share => ({ ...s, state: "reconnecting" });
const noServer = snapshot({ server: { address: "", state: "none", since: ago(1) }, shares: [] });
const refused = (code: string, message: string) =>
  snapshot(server("refused", { problem: { code, message } }));
const unasked = { ...settings, askedPublic: false };
const only = (...shares: Share[]) => snapshot({ shares });
const words = "an extraordinarily long name of a project that nobody ever shortened";
const names = [
  "atlas",
  "بوابة الدفع",
  "checkout",
  "דפי תיעוד",
  "playground",
  "shop-admin",
  "年報",
  "newsletter",
];

const many: App[] = Array.from({ length: 40 }, (_, i) =>
  app(
    `${names[i % names.length] ?? ""} ${(i + 1).toFixed(0)}`,
    i % 3 ? "Vite" : "Next.js",
    3000 + i,
  ),
);
const twenty: Share[] = Array.from({ length: 20 }, (_, i) =>
  share(`project-${(i + 1).toFixed(0)}`, {
    watching: i % 4,
    ...(i % 5 === 4 ? { state: "waiting" } : {}),
  }),
);

/** The states that a person can meet, by the name of ?fake=. */
export const scenarios: Record<string, Scenario> = {
  home: { state: snapshot() },
  empty: { state: snapshot({ shares: [], apps: [] }) },
  noShares: { state: snapshot({ shares: [] }) },
  allShared: { state: snapshot({ apps: readyApps.map((a) => ({ ...a, share: "shop" })) }) },
  loading: { agent: { state: "starting" } },
  lost: { agent: { state: "lost" } },
  old: { agent: { state: "old", message: "It is version 1.2.0; this window is 1.4.0." } },
  connecting: { state: snapshot(server("connecting", { since: ago(0) })) },
  offline: { state: snapshot({ ...server("offline"), shares: [away(shop), deck] }) },
  reconnecting: { state: snapshot({ ...server("connecting"), shares: [away(shop), deck] }) },
  reconnectingQuiet: {
    state: snapshot({ ...server("connecting", { since: ago(0) }), shares: [away(shop)] }),
  },
  unreached: {
    state: snapshot({
      ...server("unreached", {
        retryAt: ahead(0.2),
        problem: { code: "unreached", message: "dial tcp 203.0.113.7:443: connection refused" },
      }),
      shares: [away(shop), deck],
    }),
  },
  refused: { state: refused("unauthorized", "The server does not know this device.") },
  keyringLocked: { state: refused("keyring_locked", "The keyring is locked.") },
  damaged: {
    state: snapshot({
      problem: {
        code: "damaged",
        message:
          "Gotunnel could not read what it had saved, and began anew: /home/ada/.config/gotunnel/shares.json is damaged " +
          "(unexpected end of JSON input); it is kept as /home/ada/.config/gotunnel/shares.json.damaged-20261126-081500.",
      },
    }),
  },
  notSaved: {
    state: snapshot({
      problem: {
        code: "not_saved",
        message:
          "What you share can't be saved, so it would not come back after a restart. Is the disk full? " +
          "It is tried again by itself (write /home/ada/.config/gotunnel/.shares.json.new-1: no space left on device).",
      },
    }),
  },
  starting: { state: only(share("shop", { state: "starting" })) },
  paused: {
    state: only(
      share("shop", {
        app: "shop · Vite",
        state: "paused",
        problem: {
          code: "port",
          message: "Another app has the port.",
          target: "http://localhost:5173",
          app: "admin-tools",
        },
      }),
    ),
  },
  moved: {
    state: only(share("shop", { note: "shop restarted on port 5174. Your link still works." })),
  },
  unreachable: {
    state: only(
      share("shop", {
        state: "unreachable",
        problem: {
          code: "certificate",
          message: "The certificate for shop.share.acme.dev isn't valid (expired 3 Nov).",
        },
      }),
    ),
  },
  failed: {
    state: only(
      share("shop", {
        state: "failed",
        problem: {
          code: "limit",
          message: "Your account has 5 shares already. Stop one, then share again.",
        },
      }),
    ),
  },
  ending: { state: only(share("shop", { until: ahead(7), watching: 1, lastVisit: ago(1) })) },
  untilTonight: { state: only(share("shop", { until: ahead(180), protected: true, watching: 4 })) },
  many: { state: snapshot({ shares: twenty, apps: many }) },
  long: {
    state: snapshot({
      shares: [
        share("an-extraordinarily-long-name-of-a-projec", {
          app: `${words} · Vite`,
          watching: 1204,
          protected: true,
          until: ahead(9000),
          problem: { code: "x", message: words },
        }),
      ],
      apps: [
        app(words.replaceAll(" ", ""), "Storybook", 65535, { title: words }),
        ...many.slice(0, 4),
      ],
    }),
  },
  risky: { state: snapshot({ apps: hiddenApps.map(({ hidden, ...a }) => a) }) },
  firstShare: { state: snapshot({ shares: [], settings: unasked }) },
  atSignIn: {
    state: snapshot({ settings: { ...settings, atSignIn: "off", askedAtSignIn: false } }),
  },
  firstRun: { state: noServer },
  noKeyring: {
    state: noServer,
    prepare: (f) =>
      f.refuse.set("login", { code: "keyring_none", message: "There is no password store." }),
  },
  usedInvite: {
    state: noServer,
    prepare: (f) => {
      f.clipboard = "https://share.acme.dev/i#k3v9d2m4q8x7";
      f.refuse.set("login", {
        code: "unauthorized",
        message:
          "This invite has already been used or has expired. Ask the person who runs share.acme.dev for a new one.",
      });
    },
  },
  otherServer: {
    state: snapshot(),
    show: { name: "home", invite: "gotunnel://links.example.org/i#k3v9" },
  },
  nameTaken: {
    state: snapshot(),
    prepare: (f) =>
      f.refuse.set("share", {
        code: "name_taken",
        message: "'checkout' is taken on this server.",
        suggestions: ["checkout-2", "checkout-studio", "my-checkout"],
      }),
  },
  elsewhere: {
    state: snapshot(),
    prepare: (f) =>
      f.refuse.set("share", {
        code: "name_elsewhere",
        message: "It is elsewhere.",
        device: "studio-mac",
      }),
  },
  shareFails: {
    state: snapshot(),
    prepare: (f) =>
      f.refuse.set("share", {
        code: "unreachable",
        message: "share.acme.dev answered, but checkout on port 5174 did not.",
      }),
  },
  page: { state: snapshot(), drop: ["/home/ada/brand-site/index.html"] },
  refusedFolder: { state: snapshot(), drop: ["/home"] },
  quit: { state: snapshot(), show: { name: "quit" } },
  port: { state: snapshot(), show: { name: "port" } },
  qr: { state: snapshot(), show: { name: "qr", share: "shop" } },
  share: { state: snapshot(), show: { name: "share", share: "shop" } },
  sharePassword: {
    state: only({ ...shop, protected: true, until: ahead(180) }),
    show: { name: "share", share: "shop" },
  },
  shareWaiting: {
    state: snapshot(),
    show: { name: "share", share: "brand-deck" },
    prepare: (f) => (f.requests = []),
  },
  shareFolder: {
    state: only(
      share("brand-site", {
        folder: true,
        inspected: false,
        target: "/home/ada/work/brand-site",
        app: "brand-site",
      }),
    ),
    show: { name: "share", share: "brand-site" },
  },
  shareRaw: {
    state: only(
      share("game", {
        web: false,
        inspected: false,
        url: "tcp://share.acme.dev:20005",
        target: "localhost:25565",
      }),
    ),
    show: { name: "share", share: "game" },
  },
  shareGone: { state: snapshot(), show: { name: "share", share: "nothing" } },
  busy: {
    state: snapshot(),
    show: { name: "share", share: "shop" },
    prepare: (f) => {
      let id = f.requests.length;
      setInterval(() => {
        const requests = Array.from({ length: 100 }, () => request(++id));
        f.emit("requests", { share: "shop", requests });
      }, 100);
    },
  },
  settings: {
    state: snapshot(),
    show: { name: "settings" },
    prepare: (f) =>
      (f.held = [
        { name: "shop", live: true, until: "0001-01-01T00:00:00Z" },
        { name: "portfolio", live: false, until: ahead(8000) },
      ]),
  },
  settingsHere: {
    state: snapshot({
      ...server("connected", { address: "localhost:8080", here: true }),
      settings: { ...settings, atSignIn: "refused" },
    }),
    show: { name: "settings" },
  },
};
