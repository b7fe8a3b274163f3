import { expect, test } from "vitest";
import { FakeBackend } from "../backend/fake";
import { snapshot } from "../backend/fake/samples";
import { Asks } from "./asks.svelte";
import { Session } from "./session.svelte";
import { inviteServer, looksLikeInvite, SignIn } from "./signin.svelte";

const invite = "https://share.acme.dev/i#k3v9d2m4q8x7";

function start() {
  const fake = new FakeBackend(snapshot());
  const asks = new Asks();
  const session = new Session(fake);
  fake.emit("state", fake.state);
  return { fake, asks, signIn: new SignIn(fake, session, asks) };
}

test.each([
  [invite, true],
  ["gotunnel://share.acme.dev/i#k3v9", true],
  ["https://example.org/", false],
  ["hello", false],
  ["http://share.acme.dev/i#k3v9", false],
])("%j looks like an invite: %j", (text, does) => expect(looksLikeInvite(text)).toBe(does));

test("an invite names its server", () => {
  expect(inviteServer("gotunnel://share.acme.dev:8443/i#k3v9")).toBe("share.acme.dev:8443");
});

test("only what looks like an invite is taken from the clipboard", async () => {
  const { fake, signIn } = start();
  fake.clipboard = "my shopping list";
  expect(await signIn.paste()).toBe(false);
  expect(fake.calls).toEqual(["paste"]);
  fake.clipboard = ` ${invite}\n`;
  expect(await signIn.paste()).toBe(true);
  expect(fake.calls).toEqual(["paste", "paste", "login"]);
});

test("without a password store the sign-in is kept nowhere that nobody asked for", async () => {
  const { fake, asks, signIn } = start();
  const none = { code: "keyring_none", message: "There is no password store." };
  fake.refuse.set("login", none);
  const first = signIn.with({ invite });
  await expect.poll(() => asks.open?.kind).toBe("keyring");
  asks.cancel();
  expect(await first).toBe(false);
  expect(signIn.problem).toEqual(none);

  fake.refuse.set("login", none);
  const second = signIn.with({ invite });
  await expect.poll(() => asks.open?.kind).toBe("keyring");
  asks.answer("keyring", "memory");
  expect(await second).toBe(true);
});

test("an invite of another server takes a yes", async () => {
  const { fake, asks, signIn } = start();
  const offered = signIn.offered("gotunnel://links.example.org/i#k3v9");
  expect(asks.open?.kind).toBe("server");
  asks.cancel();
  await offered;
  expect(fake.calls).toEqual([]);
});
