import { screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { settings, share, shop } from "../lib/backend/fake/samples";
import { openWindow } from "./window";

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const said = (words: RegExp) => expect.poll(() => document.body.textContent).toMatch(words);
const focused = () => expect.poll(() => (document.activeElement as HTMLElement).dataset.focus);

test("the focus goes from an app that is shared to its share", async () => {
  const { user } = await openWindow();
  await user.click(await button("Share checkout"));
  await focused().toBe("share:checkout");
});

test("the focus goes from Undo to the share that is back", async () => {
  const { user } = await openWindow();
  await user.click(await button("Stop sharing shop"));
  await user.click(await button("Undo"));
  await focused().toBe("share:shop");
});

test("the focus goes from the field that finds apps to its button", async () => {
  const { user } = await openWindow();
  await user.click(await button("Find an app"));
  await user.type(await screen.findByRole("searchbox"), "x");
  await user.keyboard("{Escape}");
  await focused().toBe("find");
});

test("the focus goes from the field of a name to its button", async () => {
  const { fake, user } = await openWindow({ shares: [shop] });
  fake.emit("show", { name: "share", share: "shop" });
  await user.click(await button("Rename shop"));
  await user.click(await button("Cancel"));
  await focused().toBe("rename");
});

test("in a field Ctrl+Z is the field's own", async () => {
  const { fake, user } = await openWindow();
  await user.click(await button("Stop sharing shop"));
  await user.click(await button("Find an app"));
  await user.type(await screen.findByRole("searchbox"), "x");
  await user.keyboard("{Control>}z{/Control}");
  expect(fake.calls).not.toContain("undo shop");
});

test("a code is put away when its link is gone", async () => {
  const { fake } = await openWindow({ shares: [shop, share("docs")] });
  fake.emit("show", { name: "qr", share: "shop" });
  await screen.findByRole("dialog");
  fake.become({ shares: [share("docs")] });
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
});

test("what could not be copied is said", async () => {
  const { fake, user } = await openWindow();
  fake.refuse.set("copy", { code: "failed", message: "There is no clipboard." });
  await user.click(await button("Copy the link of shop"));
  await said(/There is no clipboard\./);
});

test("what fails on the way to a share is said", async () => {
  const { fake, user } = await openWindow({ settings: { ...settings, askedPublic: false } });
  fake.refuse.set("changeSettings", { code: "failed", message: "Gotunnel is not there." });
  await user.click(await button("Share checkout"));
  await user.click(await button("Share"));
  await said(/Gotunnel is not there\./);
});

test("an invite is sent once, however often its button is pressed", async () => {
  const { fake, user } = await openWindow({
    server: { address: "", state: "none", since: "" },
    shares: [],
  });
  fake.login = async () => (fake.calls.push("login"), new Promise(() => undefined));
  await user.click(await button("Paste invite"));
  await user.type(await screen.findByRole("textbox", { name: "Invite" }), "k3v9{Enter}{Enter}");
  expect(fake.calls.filter((c) => c === "login")).toHaveLength(1);
});

test("what changes the server is put away once it has", async () => {
  const { fake, user } = await openWindow();
  fake.emit("show", { name: "settings" });
  await user.click(await button("Change…"));
  await user.click(await button("Try it on this computer"));
  await expect.poll(() => screen.queryByRole("button", { name: "Paste invite" })).toBeNull();
});
