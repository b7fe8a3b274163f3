import type { Problem } from "./types";

/** problemOf makes of whatever a method rejected with something that can be shown. */
export function problemOf(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "failed";
    return { ...thrown, code, message: String(thrown.message) };
  }
  return { code: "failed", message: String(thrown) };
}
