import { expect, test } from "vitest";
import { detail, request } from "../backend/fake/requests";
import type { Body, Detail, Field } from "../backend/types";
import { draftOf, editOf, mistakeIn, type Draft } from "./edit";

const plain: Field = { name: "Content-Type", value: "text/plain" };

function posted(text: string, more: Partial<Body> = {}, header = [plain]): Detail {
  const of = detail(request(3), true);
  const body = { data: btoa(text), size: text.length, ...more };
  return { ...of, method: "POST", path: "/a", request: { ...of.request, header, body } };
}

const before = draftOf(posted("hello"));
const edited = (change: Partial<Draft>) => editOf({ ...before, ...change }, before);

test("a draft is the request, its header a field a line", () => {
  expect(before).toEqual({
    method: "POST",
    path: "/a",
    header: "Content-Type: text/plain",
    body: "hello",
  });
});

test("only what was changed is sent", () => {
  expect(edited({})).toEqual({});
  expect(edited({ method: " PUT " })).toEqual({ Method: "PUT" });
  expect(edited({ path: "/b?c=d" })).toEqual({ Path: "/b?c=d" });
  expect(edited({ body: "héé" })).toEqual({ Body: "aMOpw6k=" });
  expect(edited({ body: "" })).toEqual({ Body: "" });
  expect(edited({ header: "A: b:c\n\n D :\n" })).toEqual({
    Header: [
      { name: "A", value: "b:c" },
      { name: "D", value: "" },
    ],
  });
});

test("what was compressed is not said to be, once it was written anew", () => {
  const packed = draftOf(posted("x", {}, [{ name: "content-encoding", value: "gzip" }]));
  const now = { ...packed, header: `${packed.header}\nA: b` };
  expect(editOf(now, packed).Header).toHaveLength(2);
  expect(editOf({ ...now, body: "y" }, packed).Header).toEqual([{ name: "A", value: "b" }]);
});

test("the ends of lines stay what they were, though a field has only one kind", () => {
  const form = draftOf(posted("--x\r\na\r\n"));
  expect(editOf({ ...form, body: "--x\na\n" }, form)).toEqual({});
  expect(editOf({ ...form, body: "--x\nb\n" }, form)).toEqual({ Body: btoa("--x\r\nb\r\n") });
});

test("a body that is no text stays as it was if nothing is written", () => {
  const bytes = draftOf(posted("\xff\xfe"));
  expect(bytes.body).toBe("");
  expect(editOf(bytes, bytes)).toEqual({});
});

test.each([
  [{}, undefined],
  [{ method: "purge" }, undefined],
  [{ method: "" }, { field: "method", line: "" }],
  [{ method: "GET /" }, { field: "method", line: "GET /" }],
  [{ path: "cart" }, { field: "path", line: "cart" }],
  [{ path: "/a b" }, { field: "path", line: "/a b" }],
  [{ path: "" }, { field: "path", line: "" }],
  [{ header: "" }, undefined],
  [{ header: "A: b\nAccept text/html" }, { field: "header", line: "Accept text/html" }],
  [{ header: "A b: c" }, { field: "header", line: "A b: c" }],
  [{ header: ": c" }, { field: "header", line: ": c" }],
] as const)("%j has the mistake %j", (change, mistake) => {
  expect(mistakeIn({ ...before, ...change }, before)).toEqual(mistake);
});

test("a path that was odd from the start may stay", () => {
  const odd = { ...before, path: "*" };
  expect(mistakeIn(odd, odd)).toBeUndefined();
});
