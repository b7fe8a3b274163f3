import { createContext } from "svelte";
import type { Backend } from "../backend/backend";
import type { App, Share, View } from "../backend/types";
import { Asks } from "./asks.svelte";
import { Icons } from "./icons.svelte";
import { Nav } from "./nav.svelte";
import { Notices } from "./notices.svelte";
import { Session } from "./session.svelte";
import { Sharing } from "./sharing.svelte";
import { SignIn } from "./signin.svelte";

/** UI is all state of one window. */
export class UI {
  readonly nav = new Nav();
  readonly notices = new Notices();
  readonly asks = new Asks();
  readonly session: Session;
  readonly icons: Icons;
  readonly sharing: Sharing;
  readonly signIn: SignIn;
  finding = $state(false);
  query = $state("");
  allPorts = $state(false);

  constructor(readonly backend: Backend) {
    this.session = new Session(backend);
    this.icons = new Icons(backend);
    this.sharing = new Sharing(backend, this.session, this.asks, this.notices);
    this.signIn = new SignIn(backend, this.session, this.asks);
    backend.on("show", (view) => void this.show(view));
    backend.on("drop", (paths) => void this.#drop(paths));
  }

  /** The apps that the list of what is ready shows, in its order. */
  get ready(): App[] {
    const query = this.finding ? this.query.trim().toLowerCase() : "";
    const words = (a: App) => [a.name, a.title, a.framework, a.port].join(" ").toLowerCase();
    return this.session.apps.filter(
      (a) => !a.share && (this.allPorts || query || !a.hidden) && words(a).includes(query),
    );
  }

  /** The shares that the list of what is live shows, in its order. */
  get shown(): Share[] {
    return this.session.shares;
  }

  /** Shares or copies the nth row; the first is 1. */
  async row(n: number): Promise<void> {
    const share = this.shown[n - 1];
    if (share) return this.sharing.copy(share);
    const app = this.ready[n - 1 - this.shown.length];
    if (app) await this.sharing.app(app);
  }

  /** Opens or closes the field that finds apps. */
  find(open: boolean): void {
    this.finding = open;
    this.query = "";
  }

  async showQR(name: string): Promise<void> {
    const share = this.session.share(name);
    if (share) await this.asks.ask("qr", { share });
  }

  async anotherPort(): Promise<void> {
    const target = await this.asks.ask("port", {});
    if (target) await this.sharing.target(target);
  }

  async quit(): Promise<void> {
    const { live } = this.session;
    const answer = live > 0 ? await this.asks.ask("quit", { live }) : "quit";
    if (answer === "quit") await this.backend.quit();
    if (answer === "keep") await this.backend.keepSharing();
  }

  /** Ends a share, and leaves the screen that was about it. */
  async stop(name: string): Promise<void> {
    if (this.nav.at.view !== "home") this.nav.home();
    await this.sharing.stop(name);
  }

  async show(view: View): Promise<void> {
    if (view.invite) return this.signIn.offered(view.invite);
    const share = view.share ?? "";
    switch (view.name) {
      case "share": {
        this.nav.jump({ view: "share", share });
        return;
      }
      case "settings": {
        this.nav.jump({ view: "settings" });
        return;
      }
      case "folder":
        return this.sharing.chooseFolder();
      case "port":
        return this.anotherPort();
      case "qr":
        return this.showQR(share);
      case "quit":
        return this.quit();
      default: {
        this.nav.home();
        return;
      }
    }
  }

  async #drop(paths: string[]): Promise<void> {
    for (const path of paths) await this.sharing.folder(path);
  }
}

export const [getUI, setUI] = createContext<UI>();
