import type { Detail, Edit, Field } from "../backend/types";
import { textOf } from "./body";

/** Draft is a request as a person edits it, its header a field a line. */
export interface Draft {
  method: string;
  path: string;
  header: string;
  body: string;
}

/** What is wrong, and where; of a header, the first line that is not one. */
export interface Mistake {
  field: "method" | "path" | "header";
  line: string;
}

export function draftOf({ method, path, request }: Detail): Draft {
  const header = request.header ?? [];
  return {
    method,
    path,
    header: header.map((f) => `${f.name}: ${f.value}`).join("\n"),
    body: textOf(request.body, header) ?? "",
  };
}

const word = /^[!#$%&'*+.^_`|~\w-]+$/;

/** mistakeIn says what could not be sent; what was not changed could. */
export function mistakeIn(now: Draft, before: Draft): Mistake | undefined {
  if (!word.test(now.method.trim())) return { field: "method", line: now.method };
  const path = now.path.trim();
  // eslint-disable-next-line no-control-regex -- They would end the line that it stands in.
  if (path !== before.path && !/^\/[^\s\x00-\x1f\x7f]*$/.test(path))
    return { field: "path", line: path };
  const line = lines(now.header).find((l) => !word.test(split(l).name));
  return line === undefined ? undefined : { field: "header", line };
}

/** editOf is what is different: what is not stays as it was, byte for byte. */
export function editOf(now: Draft, before: Draft): Edit {
  const edit: Edit = {};
  if (now.method.trim() !== before.method) edit.Method = now.method.trim();
  if (now.path.trim() !== before.path) edit.Path = now.path.trim();
  const rewritten = plain(now.body) !== plain(before.body);
  if (rewritten) edit.Body = encode(likeBefore(now.body, before.body));
  if (now.header !== before.header) {
    const header = lines(now.header).map(split);
    // What was written here is not compressed, whatever the old body was.
    edit.Header = rewritten ? header.filter((f) => !/^content-encoding$/i.test(f.name)) : header;
  }
  return edit;
}

function lines(header: string): string[] {
  return header.split("\n").filter((l) => l.trim());
}

/** The name is empty if the line has no colon. */
function split(line: string): Field {
  const at = line.indexOf(":");
  return { name: line.slice(0, Math.max(0, at)).trim(), value: line.slice(at + 1).trim() };
}

/** A browser's field has lines that end in \n only. */
function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Some bodies, like forms with files, need the line ends that they had. */
function likeBefore(text: string, before: string): string {
  return before.includes("\r\n") ? plain(text).replaceAll("\n", "\r\n") : text;
}

function encode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
}
