import type { Backend, Events } from "./backend";
import { detail, request } from "./fake/requests";
import { icons, share } from "./fake/samples";
import {
  never,
  type Change,
  type Edit,
  type HeldName,
  type NewShare,
  type Problem,
  type Request,
  type Share,
  type Snapshot,
} from "./types";

/** FakeBackend behaves like an agent, without one: for tests, pictures and a browser. */
export class FakeBackend implements Backend {
  readonly name = "FakeBackend";
  /** What was called, for tests: "stop shop". */
  readonly calls: string[] = [];
  clipboard = "";
  /** What the next call of a method rejects with, once. */
  readonly refuse = new Map<keyof Backend, Problem>();
  held: HeldName[] = [];
  files = 12;
  requests: Request[] = Array.from({ length: 40 }, (_, i) => request(i + 1));
  readonly #ears = new Map<string, Set<(data: never) => void>>();
  readonly #stopped = new Map<string, Share>();
  readonly #passwords = new Map<string, string>();

  constructor(public state: Snapshot) {}

  on<K extends keyof Events>(event: K, hear: (data: Events[K]) => void): () => void {
    const ears = this.#ears.get(event) ?? new Set();
    this.#ears.set(event, ears.add(hear));
    return () => ears.delete(hear);
  }

  emit<K extends keyof Events>(event: K, data: Events[K]): void {
    this.#ears.get(event)?.forEach((hear) => (hear as (data: Events[K]) => void)(data));
  }

  /** Changes what there is to show, and tells it. */
  become(more: Partial<Snapshot>): void {
    this.state = { ...this.state, ...more };
    this.emit("state", this.state);
  }

  async ready() {
    await this.#called("ready");
    this.emit("state", this.state);
  }
  listOpen = (open: boolean) => this.#called("listOpen", open);

  async share(want: NewShare) {
    await this.#called("share", want.target ?? want.folder);
    const name = want.name ?? "quiet-river";
    const app = this.#apps.find((a) => a.target === want.target);
    const made = share(name, {
      target: want.target ?? want.folder ?? "",
      folder: Boolean(want.folder),
      protected: Boolean(want.policy.password),
      state: app || want.folder ? "live" : "waiting",
      ...(app ? { app: [app.name, app.framework].filter(Boolean).join(" · ") } : {}),
      ...(app?.icon ? { icon: app.icon } : {}),
      since: new Date().toISOString(),
    });
    this.#passwords.set(name, want.policy.password ?? "");
    const apps = this.#apps.map((a) => (a === app ? { ...a, share: name } : a));
    this.become({ shares: [...this.#shares, made], apps });
    return made;
  }

  async stop(name: string) {
    await this.#called("stop", name);
    const ended = this.#shares.find((s) => s.name === name);
    if (ended) this.#stopped.set(name, ended);
    const apps = this.#apps.map((a) => (a.share === name ? { ...a, share: "" } : a));
    this.become({ shares: this.#shares.filter((s) => s !== ended), apps });
  }

  async undo(name: string) {
    await this.#called("undo", name);
    const again = this.#stopped.get(name) ?? share(name);
    const apps = this.#apps.map((a) => (a.target === again.target ? { ...a, share: name } : a));
    this.become({ shares: [...this.#shares, again], apps });
    return again;
  }

  async change(name: string, change: Change) {
    await this.#called("change", name, JSON.stringify(change));
    const { password, until, ...rest } = change;
    if (password !== undefined) this.#passwords.set(name, password);
    const changed = (s: Share): Share => {
      const { until: ending, ...others } = s;
      const end = until === never ? {} : { until: until ?? ending };
      return {
        ...others,
        ...rest,
        ...(end.until ? { until: end.until } : {}),
        protected: password === undefined ? s.protected : password !== "",
        url: change.name ? s.url.replace(s.name, change.name) : s.url,
      };
    };
    this.become({ shares: this.#shares.map((s) => (s.name === name ? changed(s) : s)) });
  }

  password = async (name: string) => {
    await this.#called("password", name);
    return (
      this.#passwords.get(name) ??
      (this.#shares.find((s) => s.name === name)?.protected ? "amber-violin-harbour" : "")
    );
  };
  makePassword = async () => (await this.#called("makePassword"), "amber-violin-harbour");

  async checkName(name: string) {
    await this.#called("checkName", name);
    const suggestions = [`${name}-2`, `${name}-studio`, `my-${name}`];
    if (name === "docs")
      return {
        name,
        free: false,
        problem: { code: "name_taken", message: `'${name}' is taken.`, suggestions },
      };
    if (name === "portfolio")
      return {
        name,
        free: false,
        problem: { code: "name_elsewhere", message: "Elsewhere.", device: "studio-mac" },
      };
    return { name, free: true };
  }
  names = async () => (await this.#called("names"), this.held);
  async release(name: string) {
    await this.#called("release", name);
    this.held = this.held.filter((h) => h.name !== name);
  }

  icon = async (id: string) => (await this.#called("icon", id), icons[id] ?? "");
  async folderInfo(path: string) {
    await this.#called("folderInfo", path);
    if (path.endsWith("home")) {
      return {
        path,
        files: 41208,
        refused: "That folder has 41,208 files, including private ones. Choose a smaller folder.",
      };
    }
    const page = /[^/]+\.html$/.exec(path)?.[0];
    return page
      ? { path: path.slice(0, -page.length - 1), files: this.files, page }
      : { path, files: this.files };
  }
  chooseFolder = async () => (await this.#called("chooseFolder"), "/home/ada/brand-site");

  login = async () => {
    await this.#called("login");
    this.become({
      server: {
        ...this.state.server,
        address: "share.acme.dev",
        domain: "share.acme.dev",
        state: "connected",
        since: new Date().toISOString(),
      },
    });
  };
  logout = async () => {
    await this.#called("logout");
    this.become({
      server: { address: "", state: "none", since: new Date().toISOString() },
      shares: [],
    });
  };
  tryHere = async () => {
    await this.#called("tryHere");
    this.become({
      server: {
        address: "localhost",
        domain: "localhost",
        here: true,
        state: "connected",
        since: new Date().toISOString(),
      },
    });
  };
  retry = () => this.#called("retry");
  async changeSettings(change: Parameters<Backend["changeSettings"]>[0]) {
    await this.#called("changeSettings", JSON.stringify(change));
    const { atSignIn, ...rest } = change;
    const login = atSignIn === undefined ? {} : { atSignIn: atSignIn ? "on" : "off" };
    this.become({ settings: { ...this.state.settings, ...rest, ...login } });
  }
  async dismiss() {
    await this.#called("dismiss");
    const { problem, ...rest } = this.state;
    this.emit("state", (this.state = rest));
  }
  diagnostics = async () => (await this.#called("diagnostics"), "Gotunnel 1.4.0\nserver connected");
  licences = async () => (
    await this.#called("licences"),
    "Svelte\nMIT License\n\nuqr\nMIT License\n"
  );

  async watchRequests(name: string) {
    await this.#called("watchRequests", name);
    this.emit("requests", { share: name, requests: this.requests });
  }
  stopWatching = () => this.#called("stopWatching");
  async request(name: string, id: number, reveal: boolean) {
    await this.#called("request", name, id, reveal);
    return detail(this.requests.find((r) => r.id === id) ?? request(id), reveal);
  }
  curl = async () => (await this.#called("curl"), "curl http://localhost:5173/cart");
  async replay(name: string, id: number, edit: Edit) {
    await this.#called("replay", name, id, JSON.stringify(edit));
    const again = {
      ...request(id),
      id: this.requests.length + 1,
      replayOf: id,
      ...(edit.Method ? { method: edit.Method } : {}),
      ...(edit.Path ? { path: edit.Path } : {}),
    };
    this.requests = [...this.requests, again];
    this.emit("requests", { share: name, requests: [again] });
    return again.id;
  }
  saveHAR = async () => (await this.#called("saveHAR"), "/home/ada/shop.har");

  async copy(text: string) {
    await this.#called("copy", text);
    this.clipboard = text;
  }
  paste = async () => (await this.#called("paste"), this.clipboard);
  open = (url: string) => this.#called("open", url);
  hide = () => this.#called("hide");
  quit = () => this.#called("quit");
  keepSharing = () => this.#called("keepSharing");

  get #shares(): Share[] {
    return this.state.shares ?? [];
  }
  get #apps() {
    return this.state.apps ?? [];
  }

  #called(method: keyof Backend, ...args: unknown[]): Promise<void> {
    this.calls.push([method, ...args].join(" "));
    const problem = this.refuse.get(method);
    this.refuse.delete(method);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- Wails rejects with an object.
    return problem ? Promise.reject(problem) : Promise.resolve();
  }
}
