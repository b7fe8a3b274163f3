import { expect, test } from "vitest";
import { share } from "../backend/fake/samples";
import { appOf, baseName, host, isName, nameFor, portOf } from "./words";

test.each([
  ["checkout", "checkout"],
  ["My Shop (new)", "my-shop-new"],
  ["Café Übersicht", "cafe-ubersicht"],
  ["--a--", "a"],
  ["年報", ""],
  ["x".repeat(60), "x".repeat(40)],
  [`${"x".repeat(39)} y`, "x".repeat(39)],
])("the name for %j is %j", (words, name) => {
  expect(nameFor(words)).toBe(name);
  expect(name === "" || isName(name)).toBe(true);
});

test.each([
  ["shop", true],
  ["s", true],
  ["SHOP-2", true],
  ["", false],
  ["-shop", false],
  ["shop-", false],
  ["sh op", false],
  ["x".repeat(40), true],
  ["x".repeat(41), false],
])("%j can be a name: %j", (name, can) => expect(isName(name)).toBe(can));

test.each([
  ["http://localhost:5173", "5173"],
  ["localhost:8080/", "8080"],
  ["3000", "3000"],
  ["https://example.test", "https://example.test"],
])("the port of %j is %j", (target, port) => expect(portOf(target)).toBe(port));

test("a link is shown by its host, with a port if it has one", () => {
  expect(host("https://shop.share.acme.dev/")).toBe("shop.share.acme.dev");
  expect(host("https://shop.localhost:8443")).toBe("shop.localhost:8443");
  expect(host("tcp://share.acme.dev:20005")).toBe("share.acme.dev:20005");
});

test("a path is known by its last part, on any system", () => {
  expect(baseName("/home/ada/brand-site/")).toBe("brand-site");
  expect(baseName("C:\\Users\\ada\\site")).toBe("site");
});

test("an app is named without its framework", () => {
  expect(appOf(share("x", { app: "checkout · Vite" }))).toBe("checkout");
  expect(appOf(share("x"))).toBe("x");
});
