import { baseName } from "../share/words";
import type { Kind, Question, Questions } from "../state/asks.svelte";
import type { Strings } from "../strings/en";

interface Answer {
  text: string;
  /** What it resolves with; undefined cancels. */
  value: Questions[Kind]["answer"] | undefined;
  look?: "main" | "danger" | "plain";
}

export interface Confirm {
  title: string;
  text?: string;
  /** The first is what Enter presses. */
  answers: Answer[];
}

/** confirmOf puts a question that buttons can answer into words; undefined for others. */
export function confirmOf(q: Question, t: Strings): Confirm | undefined {
  const cancel: Answer = { text: t.cancel, value: undefined };
  switch (q.kind) {
    case "public":
      return {
        ...q.about,
        answers: [
          { text: t.shareIt, value: "share", look: "main" },
          { text: t.ask.addPassword, value: "password" },
        ],
      };
    case "risky":
      return {
        title: t.ask.risky,
        text: q.about.text,
        answers: [
          { ...cancel, look: "main" },
          { text: t.ask.shareAnyway, value: true, look: "danger" },
        ],
      };
    case "move":
      return {
        title: t.settingsOf.moveHere(q.about.name, q.about.device),
        answers: [{ text: t.settingsOf.move, value: true, look: "main" }, cancel],
      };
    case "folder": {
      const { path, files, page } = q.about.info;
      return {
        title: t.ask.folderTitle(baseName(path)),
        text: t.ask.folderFiles(files, page ?? ""),
        answers: [{ text: t.ask.shareFolder, value: true, look: "main" }, cancel],
      };
    }
    default:
      return confirmOther(q, t, cancel);
  }
}

function confirmOther(q: Question, t: Strings, cancel: Answer): Confirm | undefined {
  switch (q.kind) {
    case "server":
      return {
        title: t.ask.switchTitle,
        text: t.ask.switchServer(q.about.next, q.about.current),
        answers: [{ text: t.ask.switchNow, value: true, look: "main" }, cancel],
      };
    case "keyring":
      return {
        title: t.server.noKeyringTitle,
        text: t.server.noKeyring,
        answers: [
          { text: t.server.untilQuit, value: "memory", look: "main" },
          { text: t.server.saveToFile, value: "file" },
        ],
      };
    case "signOut":
      return {
        title: t.settings.signOutSure,
        text: t.settings.signOutText,
        answers: [cancel, { text: t.settings.signOut, value: true, look: "danger" }],
      };
    case "quit":
      return {
        title: t.ask.quitTitle,
        text: t.ask.quit(q.about.live),
        answers: [
          { text: t.ask.keepSharing, value: "keep", look: "main" },
          { text: t.ask.quitNow, value: "quit", look: "danger" },
        ],
      };
    default:
      return undefined;
  }
}
