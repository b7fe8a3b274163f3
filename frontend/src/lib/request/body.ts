import type { Body, Field } from "../backend/types";

export type Shown =
  { kind: "none" | "binary" } | { kind: "text"; text: string } | { kind: "image"; url: string };

/** The longest text that is laid out at once; a browser gets slow beyond. */
const mostText = 200_000; // characters

/** textOf is all of a body that is text, laid out if it is JSON; undefined for any other. */
export function textOf(body: Body, header: Field[]): string | undefined {
  const text = body.data ? decode(body.data) : undefined;
  return text !== undefined && typeOf(header).includes("json") ? layOut(text) : text;
}

/** showBody says how a body can be shown: as text, laid out if it is JSON, or a picture. */
export function showBody(body: Body, header: Field[]): Shown {
  if (!body.data) return { kind: body.size > 0 ? "binary" : "none" };
  const type = typeOf(header);
  if (/^image\/(png|jpeg|gif|webp|avif)/.test(type)) {
    const [mime] = type.split(";");
    return { kind: "image", url: `data:${mime ?? ""};base64,${body.data}` };
  }
  const text = textOf(body, header);
  if (text === undefined) return { kind: "binary" };
  return { kind: "text", text: text.slice(0, mostText) };
}

function typeOf(header: Field[]): string {
  return header.find((f) => f.name.toLowerCase() === "content-type")?.value ?? "";
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

/** How far nested JSON is indented at most. */
const mostIndent = 40; // levels

/** Token by token: a long number read as a number would be shown as another one. */
function layOut(json: string): string {
  try {
    JSON.parse(json);
  } catch {
    return json;
  }
  let depth = 0;
  const line = () => `\n${"  ".repeat(Math.min(depth, mostIndent))}`;
  const tokens = /"(?:[^"\\]|\\.)*"|\s+|\{\s*\}|\[\s*\]|[{}[\],:]/g;
  return json.replace(tokens, (token) => {
    switch (token) {
      case "{":
      case "[":
        depth++;
        return token + line();
      case "}":
      case "]":
        depth--;
        return line() + token;
      case ",":
        return token + line();
      case ":":
        return ": ";
      default:
        return token.startsWith('"') ? token : token.replace(/\s+/g, "");
    }
  });
}
