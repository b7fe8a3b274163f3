import type { Share } from "../backend/types";
import { t } from "../strings/strings.svelte";
import { appOf, portOf } from "./words";

/** How a share is marked: with a shape for each, and a word. */
export type Mark = "live" | "waiting" | "bad";

export function markOf(share: Share, saysReconnecting: boolean): Mark {
  switch (share.state) {
    case "live":
      return "live";
    case "reconnecting":
      return saysReconnecting ? "waiting" : "live";
    case "starting":
    case "waiting":
      return "waiting";
    default:
      return "bad";
  }
}

/** What there is to say of a share beside its link; "" if nothing. */
export function statusOf(share: Share, saysReconnecting: boolean): string {
  const s = t().share;
  switch (share.state) {
    case "starting":
      return s.starting;
    case "waiting":
      return share.folder ? s.waitingForFolder : s.waitingFor(portOf(share.target));
    case "paused": {
      const stranger = share.problem?.app ?? "";
      if (!stranger) return share.problem?.message ?? s.paused;
      return s.pausedFor(portOf(share.target), stranger, appOf(share));
    }
    case "reconnecting":
      return saysReconnecting ? s.reconnecting : (share.note ?? "");
    case "unreachable":
    case "failed":
      return share.problem?.message ?? s[share.state];
    case "live":
      return share.note ?? "";
  }
}

/** The state in a word, for the top of a screen. */
export function wordOf(share: Share, saysReconnecting: boolean): string {
  const s = t().share;
  switch (share.state) {
    case "starting":
      return s.starting;
    case "reconnecting":
      return saysReconnecting ? s.reconnectingShort : s.liveSince(new Date(share.since));
    case "live":
      return s.liveSince(new Date(share.since));
    default:
      return s[share.state];
  }
}
