import type { Body, Field } from "../backend/types";

export type Shown =
  { kind: "none" | "binary" } | { kind: "text"; text: string } | { kind: "image"; url: string };

/** The longest text that is laid out at once; a browser gets slow beyond. */
const mostText = 200_000; // characters

/** showBody says how a body can be shown: as text, laid out if it is JSON, or a picture. */
export function showBody(body: Body, header: Field[]): Shown {
  if (!body.data) return { kind: body.size > 0 ? "binary" : "none" };
  const type = header.find((f) => f.name.toLowerCase() === "content-type")?.value ?? "";
  if (/^image\/(png|jpeg|gif|webp|avif)/.test(type)) {
    const [mime] = type.split(";");
    return { kind: "image", url: `data:${mime ?? ""};base64,${body.data}` };
  }
  const text = decode(body.data);
  if (text === undefined) return { kind: "binary" };
  return { kind: "text", text: (type.includes("json") ? layOut(text) : text).slice(0, mostText) };
}

/** Undefined for what is not UTF-8. */
function decode(base64: string): string | undefined {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  try {
    // A body that was cut may end within a character: stream leaves that out.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function layOut(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
