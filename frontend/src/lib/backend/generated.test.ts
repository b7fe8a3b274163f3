import { describe, expect, it } from "vitest";
import type { Backend } from "./backend";
import type { inspect, localapi, window as bridge } from "./generated/wailsjs/go/models";
import * as methods from "./generated/wailsjs/go/window/Bridge";
import type * as T from "./types";
import { wailsBackend } from "./wails";

/** Loose is a type as Go knows it: it has no texts of which there are only some. */
type Loose<V> = V extends string
  ? string
  : V extends (infer E)[]
    ? Loose<E>[]
    : V extends object
      ? { [K in keyof V]: Loose<V[K]> }
      : V;

/** Agrees is true if Go has all that Ours has, and in the same way. */
type Agrees<Ours, Gos> = keyof Ours extends keyof Gos
  ? Loose<Required<Pick<Gos, keyof Ours>>> extends Loose<Required<Ours>>
    ? true
    : false
  : false;

// svelte-check fails here when types.ts is no longer what Go sends and takes.
const agree: Record<string, true> = {
  share: true satisfies Agrees<Omit<T.Share, "visitors" | "problem">, localapi.Share>,
  visitor: true satisfies Agrees<T.Visitor, localapi.Visitor>,
  problem: true satisfies Agrees<T.Problem, localapi.Error>,
  newShare: true satisfies Agrees<Omit<T.NewShare, "policy">, localapi.NewShare>,
  policy: true satisfies Agrees<T.Policy, localapi.Policy>,
  change: true satisfies Agrees<T.Change, localapi.Change>,
  server: true satisfies Agrees<Omit<T.Server, "problem">, localapi.Server>,
  app: true satisfies Agrees<T.App, localapi.App>,
  settings: true satisfies Agrees<T.Settings, localapi.Settings>,
  settingsChange: true satisfies Agrees<T.SettingsChange, localapi.SettingsChange>,
  folder: true satisfies Agrees<T.FolderInfo, localapi.FolderInfo>,
  check: true satisfies Agrees<Omit<T.NameCheck, "problem">, localapi.NameCheck>,
  held: true satisfies Agrees<T.HeldName, localapi.HeldName>,
  login: true satisfies Agrees<T.Login, localapi.Login>,
  view: true satisfies Agrees<T.View, localapi.View>,
  agent: true satisfies Agrees<T.Agent, bridge.AgentStatus>,
  request: true satisfies Agrees<T.Request, inspect.Summary>,
  message: true satisfies Agrees<Omit<T.Message, "body" | "header">, inspect.Message>,
  body: true satisfies Agrees<T.Body, inspect.Body>,
  frame: true satisfies Agrees<T.Frame, inspect.Frame>,
  edit: true satisfies Agrees<T.Edit, inspect.Edit>,
};

describe("the boundary to Go", () => {
  it("has the same types on both sides", () => {
    expect(Object.values(agree)).not.toContain(false);
  });

  it("calls only methods that Go has, and all of them", async () => {
    const called = new Set<string>();
    const page = {
      go: {
        window: {
          Bridge: new Proxy(
            {},
            {
              get: (_, name: string) => () => {
                called.add(name);
                return Promise.resolve();
              },
            },
          ),
        },
      },
      runtime: { EventsOn: () => () => undefined, OnFileDrop: () => undefined },
    };
    const backend = wailsBackend(page) as unknown as Record<keyof Backend, () => unknown>;
    for (const [name, call] of Object.entries(backend)) if (name !== "on") await call();
    expect([...called].sort()).toEqual(Object.keys(methods).sort());
  });

  it("has what is watched begin and end in the order of the calls", async () => {
    const done: string[] = [];
    const slow = (name: string) => () =>
      new Promise<void>((resolve) =>
        setTimeout(
          () => {
            done.push(name);
            resolve();
          },
          name === "stop" ? 9 : 0,
        ),
      );
    const page = {
      go: {
        window: {
          Bridge: {
            WatchRequests: slow("watch"),
            StopWatching: slow("stop"),
            ListOpen: slow("list"),
          },
        },
      },
      runtime: { EventsOn: () => () => undefined, OnFileDrop: () => undefined },
    };
    const backend = wailsBackend(page);
    void backend.stopWatching();
    void backend.watchRequests("shop");
    await backend.listOpen(true);
    expect(done).toEqual(["stop", "watch", "list"]);
  });
});
