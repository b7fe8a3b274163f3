import { expect, test } from "vitest";
import { showBody } from "./body";

const json = [{ name: "content-type", value: "application/json; charset=utf-8" }];

test("JSON is laid out, and what only claims to be is left as it is", () => {
  expect(showBody({ data: btoa('{"a":[1]}'), size: 9 }, json)).toEqual({
    kind: "text",
    text: '{\n  "a": [\n    1\n  ]\n}',
  });
  expect(showBody({ data: btoa("{"), size: 1 }, json)).toEqual({ kind: "text", text: "{" });
});

test("JSON is laid out without a change to what it says", () => {
  const laidOut = (text: string) => showBody({ data: btoa(text), size: text.length }, json);
  const value = { a: [], b: {}, c: [1, { d: 'x "y, {z}"' }], e: null, f: -1.5 };
  const text = JSON.stringify(value, null, 2);
  expect(laidOut(JSON.stringify(value))).toEqual({ kind: "text", text });
  expect(laidOut(text)).toEqual({ kind: "text", text });
  const id = "12345678901234567890";
  expect(laidOut(`{"id":${id}}`)).toEqual({ kind: "text", text: `{\n  "id": ${id}\n}` });
});

test("bytes that are no text are not shown as such", () => {
  expect(showBody({ data: btoa("\xff\xfe"), size: 2 }, [])).toEqual({ kind: "binary" });
  expect(showBody({ size: 10 }, [])).toEqual({ kind: "binary" });
  expect(showBody({ size: 0 }, [])).toEqual({ kind: "none" });
});

test("a text that was cut within a character is text", () => {
  const half = btoa("a\xc3");
  expect(showBody({ data: half, size: 3, truncated: true }, [])).toEqual({
    kind: "text",
    text: "a",
  });
});

test("a picture is one only of a type that can't run anything", () => {
  const of = (value: string) =>
    showBody({ data: btoa("<svg/>"), size: 6 }, [{ name: "Content-Type", value }]);
  expect(of("image/png")).toEqual({
    kind: "image",
    url: `data:image/png;base64,${btoa("<svg/>")}`,
  });
  expect(of("image/svg+xml").kind).toBe("text");
});
