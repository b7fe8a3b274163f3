import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { shop, snapshot } from "../lib/backend/fake/samples";
import { openWindow } from "./window";

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const said = (words: RegExp) => expect.poll(() => document.body.textContent).toMatch(words);

async function openShare() {
  const window = await openWindow({ shares: [shop] });
  window.fake.emit("show", { name: "share", share: "shop" });
  await screen.findByRole("heading", { level: 1, name: "shop" });
  return window;
}

test("a password is switched on, shown, changed, and copied with the link", async () => {
  const { fake, user } = await openShare();
  await user.click(await screen.findByRole("switch", { name: "Password" }));
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: "Password" });
  expect(field.value).toBe("amber-violin-harbour");
  await user.clear(field);
  await user.type(field, "green-tea-garden");
  await user.click(await button("Save"));
  await said(/Link and password copied/);
  expect(fake.clipboard).toBe("https://shop.share.acme.dev\ngreen-tea-garden");
  await user.click(await screen.findByRole("switch", { name: "Password" }));
  expect(await fake.password("shop")).toBe("");
});

test("a share has its new name, and the screen stays with it", async () => {
  const { fake, user } = await openShare();
  await user.click(await button("Rename shop"));
  const field = await screen.findByRole("textbox", { name: "Name" });
  await user.clear(field);
  await user.type(field, "docs");
  await said(/'docs' is taken on this server\. Free right now:/);
  await user.click(await button("docs-studio"));
  await user.click(await button("Rename"));
  await screen.findByRole("heading", { level: 1, name: "docs-studio" });
  expect(fake.calls).toContain('change shop {"name":"docs-studio"}');
  await user.click(await button("Copy link"));
  expect(fake.clipboard).toBe("https://docs-studio.share.acme.dev");
});

test("what the server says to a name is read beside it", async () => {
  const { fake, user } = await openShare();
  await user.click(await button("Rename shop"));
  const field = await screen.findByRole("textbox", { name: "Name" });
  await user.clear(field);
  await user.type(field, "lookbook");
  await said(/Free/);
  fake.refuse.set("change", { code: "limit", message: "Your account has its fill of names." });
  await user.click(await button("Rename"));
  await said(/Your account has its fill of names\./);
  expect(screen.getByRole("heading", { level: 1 }).textContent).toBe("shop");
});

test("an end is chosen, always visible, and can be moved", async () => {
  const { fake, user } = await openShare();
  await user.click(await button(/^Ends/));
  await user.click(await screen.findByRole("menuitem", { name: /1 hour/ }));
  const end = new Date(fake.state.shares?.[0]?.until ?? 0).getTime();
  expect(Math.abs(end - Date.now() - 3_600_000)).toBeLessThan(60_000);
  await user.click(await button("Back"));
  await user.click(await button(/Extend shop/));
  await user.click(await screen.findByRole("menuitem", { name: "When I stop" }));
  expect(fake.state.shares?.[0]?.until).toBeUndefined();
});

test("what the app thinks, and whether the share comes back, is changed", async () => {
  const { fake, user } = await openShare();
  await user.click(await screen.findByRole("radio", { name: "the public link" }));
  await user.click(await screen.findByRole("switch", { name: "Bring this share back" }));
  expect(fake.state.shares?.[0]).toMatchObject({ profile: "public", kept: false });
});

test("a request opens to what it was, and is sent again", async () => {
  const { fake, user } = await openShare();
  const [newest] = await screen.findAllByRole("option");
  if (newest) await user.click(newest);
  const headers = await screen.findAllByRole("table");
  expect(headers[0]?.textContent).toContain("(hidden)");
  await user.click(await button("Show secrets"));
  await said(/session=8f2c1d/);
  await user.click(await button("Copy as curl"));
  expect(fake.clipboard).toBe("curl http://localhost:5173/cart");
  await user.click(await button("Replay"));
  await said(/Repeats request 40/);
});

test("the requests are exported to where the person says", async () => {
  const { user } = await openShare();
  await user.click(await button("Export HAR"));
  await said(/Saved to \/home\/ada\/shop\.har\./);
});

test("two shares that are live are told of before the end", async () => {
  const { fake, user } = await openWindow();
  fake.emit("show", { name: "quit" });
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain(
    "2 shares are live. Quit and stop them, or keep sharing in the background?",
  );
  await user.click(within(dialog).getByRole("button", { name: "Keep sharing" }));
  expect(fake.calls).toContain("keepSharing");
  expect(fake.calls).not.toContain("quit");
});

test("the window speaks the language of the settings", async () => {
  const { fake } = await openWindow();
  await button("Share checkout");
  fake.become({ settings: { ...snapshot().settings, language: "de", appearance: "dark" } });
  expect(await button("checkout teilen")).toBeTruthy();
  expect(document.documentElement.lang).toBe("de");
  expect(document.documentElement.dataset.theme).toBe("dark");
});

test("a folder's screen says nothing of requests, of which it has none", async () => {
  const folder = { ...shop, folder: true, inspected: false };
  const { fake } = await openWindow({ shares: [folder] });
  fake.emit("show", { name: "share", share: "shop" });
  await said(/Live since/);
  expect(screen.queryByText("Requests")).toBeNull();
});
