import { SvelteSet } from "svelte/reactivity";
import type { Backend } from "../backend/backend";
import { problemOf } from "../backend/problem";
import type { App, NewShare, Problem, Share } from "../backend/types";
import { appTitle, baseName, host, nameFor, portOf } from "../share/words";
import { t } from "../strings/strings.svelte";
import { catchFocus } from "../shared/focus";
import type { Asks } from "./asks.svelte";
import type { Notices } from "./notices.svelte";
import type { Session } from "./session.svelte";

interface Wish {
  want: NewShare;
  /** What people know it by. */
  what: string;
  /** What the first public share says of who can open it. */
  anyone: string;
}

/** Sharing is the way from "Share" to a link on the clipboard, with what is asked on it. */
export class Sharing {
  /** The targets and folders that are on that way. */
  readonly busy = new SvelteSet<string>();

  constructor(
    private readonly backend: Backend,
    private readonly session: Session,
    private readonly asks: Asks,
    private readonly notices: Notices,
  ) {}

  async app(app: App): Promise<void> {
    const want: NewShare = { target: app.target, policy: {} };
    const name = nameFor(app.name);
    if (name) want.name = name;
    if (app.risk) {
      if (!(await this.asks.ask("risky", { text: app.risk }))) return;
      want.anyway = true;
    }
    const what = appTitle(app, t().home.port);
    await this.#start({ want, what, anyone: t().ask.anyoneApp(app.port.toFixed(0)) });
  }

  /** An app as a person writes it; it may start later. */
  async target(target: string): Promise<void> {
    const port = portOf(target);
    const want: NewShare = { target, wait: true, policy: {} };
    await this.#start({ want, what: target, anyone: t().ask.anyoneApp(port) });
  }

  async folder(path: string): Promise<void> {
    try {
      const info = await this.backend.folderInfo(path);
      if (info.refused) {
        await this.#refuse({ code: "folder", message: info.refused });
        return;
      }
      if (info.page && !(await this.asks.ask("folder", { info }))) return;
      const what = baseName(info.path);
      const want: NewShare = { folder: path, policy: {} };
      const name = nameFor(what);
      if (name) want.name = name;
      await this.#start({ want, what, anyone: t().ask.anyoneFolder(what) });
    } catch (e) {
      await this.#refuse(problemOf(e));
    }
  }

  async chooseFolder(): Promise<void> {
    await this.attempt(async () => {
      const path = await this.backend.chooseFolder(t().home.chooseFolder);
      if (path) await this.folder(path);
    });
  }

  async #start({ want, what, anyone }: Wish): Promise<void> {
    const key = want.target ?? want.folder ?? "";
    if (this.busy.has(key)) return;
    try {
      const known = await this.#tellWhoCanOpen(what, anyone);
      if (!known) return;
      if (known === "password") want.policy.password = await this.backend.makePassword();
      this.busy.add(key);
      const share = await this.#send(want);
      if (!share) return;
      await this.copy(share, share.protected);
      await catchFocus(`share:${share.name}`);
    } catch (e) {
      await this.#refuse(problemOf(e));
    } finally {
      this.busy.delete(key);
    }
  }

  /** The first link that others can open says so, once. */
  async #tellWhoCanOpen(what: string, text: string): Promise<"share" | "password" | undefined> {
    const told = this.session.settings?.askedPublic ?? false;
    if (told || this.session.server.here) return "share";
    const answer = await this.asks.ask("public", { title: t().ask.publicTitle(what), text });
    if (answer) await this.backend.changeSettings({ askedPublic: true });
    return answer;
  }

  async #send(want: NewShare): Promise<Share | undefined> {
    for (let next: NewShare | undefined = want; next;) {
      try {
        return await this.backend.share(next);
      } catch (e) {
        next = await this.#answer(next, problemOf(e));
      }
    }
    return undefined;
  }

  /** What to try after a refusal; undefined for nothing. */
  async #answer(want: NewShare, problem: Problem): Promise<NewShare | undefined> {
    switch (problem.code) {
      case "app_away":
        if (!want.wait) return { ...want, wait: true };
        break;
      case "risky":
        return (
          (await this.asks.ask("risky", { text: problem.message })) && { ...want, anyway: true }
        );
      case "name_elsewhere": {
        const about = { name: want.name ?? "", device: problem.device ?? "" };
        return (await this.asks.ask("move", about)) && { ...want, move: true };
      }
      case "name_taken":
      case "name_reserved":
      case "name_invalid": {
        const name = await this.asks.ask("name", { problem, name: want.name ?? "" });
        return name ? { ...want, name } : undefined;
      }
    }
    await this.#refuse(problem);
    return undefined;
  }

  async #refuse(problem: Problem): Promise<void> {
    await this.asks.ask("problem", { title: t().ask.notShared, problem });
  }

  /** Copies a link, and with both the password on a second line. */
  async copy(share: Share, both = false): Promise<void> {
    await this.attempt(() => this.#copy(share, both));
  }

  async #copy(share: Share, both: boolean): Promise<void> {
    const password = both ? await this.backend.password(share.name) : "";
    await this.backend.copy(password ? `${share.url}\n${password}` : share.url);
    const s = t().share;
    if (share.state === "waiting") this.notices.show(s.linkCopiedWaiting);
    else if (share.state !== "live") this.notices.show(password ? s.bothCopied : s.linkCopied);
    else this.notices.show((password ? s.bothCopiedLive : s.linkCopiedLive)(host(share.url)));
  }

  /** Opens a link in the browser. */
  async open(share: Share): Promise<void> {
    await this.attempt(() => this.backend.open(share.url));
  }

  /** Has visitors need a password of three words, and copies it with the link. */
  async protect(share: Share): Promise<void> {
    await this.attempt(async () => {
      const password = await this.backend.makePassword();
      await this.backend.change(share.name, { password });
      await this.copy(share, true);
    });
  }

  async stop(name: string): Promise<void> {
    await this.attempt(async () => {
      await this.backend.stop(name);
      this.notices.show(t().share.stopped, () => void this.#undo(name));
    });
  }

  async #undo(name: string): Promise<void> {
    await this.attempt(async () => {
      const share = await this.backend.undo(name);
      this.notices.show(t().share.back(host(share.url)));
      await catchFocus(`share:${share.name}`);
    });
  }

  /** Does something whose failure a person should read. */
  async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (e) {
      this.notices.show(problemOf(e).message);
    }
  }
}
