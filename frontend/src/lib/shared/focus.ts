import { tick } from "svelte";

/** toFocus is what has that data-focus. */
export function toFocus(key: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`);
}

/** catchFocus gives the focus to what has that key, if what had it has gone. */
export async function catchFocus(key: string): Promise<void> {
  await tick();
  if (document.activeElement === document.body) toFocus(key)?.focus();
}
