import type { UI } from "./ui.svelte";

/** keyPressed does what a key stands for; false if it stands for nothing here. */
export function keyPressed(ui: UI, e: KeyboardEvent): boolean {
  const command = e.ctrlKey || e.metaKey;
  if (command && !e.altKey && !e.shiftKey) {
    // What is undone in a field is what was written there.
    if (e.key.toLowerCase() === "z" && inField(e.target)) return false;
    return withCommand(ui, e.key.toLowerCase());
  }
  if (e.key === "Escape") return escape(ui);
  if (command || e.altKey || inField(e.target)) return false;
  const share = shareAt(ui, e.target);
  if (e.key.toLowerCase() === "q") {
    const name = share ?? ui.shown[0]?.name;
    if (name) void ui.showQR(name);
    return name !== undefined;
  }
  if ((e.key === "Delete" || e.key === "Backspace") && share) {
    void ui.stop(share);
    return true;
  }
  return false;
}

function withCommand(ui: UI, key: string): boolean {
  switch (key) {
    case "f":
      ui.nav.home();
      ui.find(true);
      break;
    case "o":
      void ui.sharing.chooseFolder();
      break;
    case ",":
      ui.nav.jump({ view: "settings" });
      break;
    case "w":
      void ui.backend.hide();
      break;
    case "z":
      if (!ui.notices.toast?.undo) return false;
      ui.notices.undo();
      break;
    default:
      if (!/^[1-9]$/.test(key)) return false;
      void ui.row(Number(key));
  }
  return true;
}

function escape(ui: UI): boolean {
  if (ui.finding) ui.find(false);
  else if (ui.nav.deep) ui.nav.back();
  else return false;
  return true;
}

/** The share that the focus or the screen is about. */
function shareAt(ui: UI, target: EventTarget | null): string | undefined {
  const at = ui.nav.at;
  if (at.view === "share") return at.share;
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-share]") : null;
  return row?.dataset.share;
}

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches("input:not([type=radio]), textarea, select")
  );
}
