import { screen, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { settings, share } from "../lib/backend/fake/samples";
import { openWindow } from "./window";

const button = (name: string | RegExp) => screen.findByRole("button", { name });
const said = (words: RegExp) => expect.poll(() => document.body.textContent).toMatch(words);

test("one press shares an app under its name, and copies its link", async () => {
  const { fake, user } = await openWindow();
  await user.click(await button("Share checkout"));
  await said(/Link copied\. checkout\.share\.acme\.dev is live\./);
  expect(fake.clipboard).toBe("https://checkout.share.acme.dev");
  expect(await button("Stop sharing checkout")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Share checkout" })).toBeNull();
});

test("the first share says who can open it; with a password both are copied", async () => {
  const { fake, user } = await openWindow({ settings: { ...settings, askedPublic: false } });
  await user.click(await button("Share checkout"));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain(
    "Anyone with this link can open the app on port 5174 until you stop sharing.",
  );
  await user.click(within(dialog).getByRole("button", { name: "Add a password" }));
  await said(/Link and password copied/);
  expect(fake.clipboard).toBe("https://checkout.share.acme.dev\namber-violin-harbour");

  await user.click(await button("Share docs"));
  await said(/docs\.share\.acme\.dev is live/);
});

test("whoever turns away from the first question shares nothing", async () => {
  const { fake, user } = await openWindow({ settings: { ...settings, askedPublic: false } });
  await user.click(await button("Share checkout"));
  const dialog = await screen.findByRole("dialog");
  dialog.dispatchEvent(new Event("cancel", { cancelable: true }));
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  expect(fake.state.settings.askedPublic).toBe(false);
  expect(fake.calls.filter((c) => c.startsWith("share"))).toEqual([]);
});

test("stopping can be undone", async () => {
  const { fake, user } = await openWindow();
  await user.click(await button("Stop sharing shop"));
  await said(/Stopped\. The link no longer works\./);
  expect(screen.queryByRole("button", { name: "Stop sharing shop" })).toBeNull();
  await user.click(await button("Undo"));
  expect(await button("Stop sharing shop")).toBeTruthy();
  expect(fake.calls).toContain("undo shop");
});

test("a name that is taken costs one press more, and none is taken unasked", async () => {
  const { fake, user } = await openWindow();
  const suggestions = ["checkout-2", "checkout-studio"];
  fake.refuse.set("share", { code: "name_taken", message: "Taken.", suggestions });
  await user.click(await button("Share checkout"));
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain(
    "'checkout' is taken on this server. Free right now: checkout-2, checkout-studio.",
  );
  await user.click(within(dialog).getByRole("button", { name: "checkout-studio" }));
  await said(/checkout-studio\.share\.acme\.dev is live/);
  expect(fake.clipboard).toBe("https://checkout-studio.share.acme.dev");
});

test("what is risky is shared only by who says so, and Cancel is what Enter presses", async () => {
  const { fake, user } = await openWindow();
  await user.click(await button("Show all ports"));
  await user.click(await button("Share Port 9229"));
  expect((await screen.findByRole("dialog")).textContent).toContain(
    "Port 9229 is a debugger. Anyone with the link could run code on this computer.",
  );
  expect(document.activeElement?.textContent.trim()).toBe("Cancel");
  await user.keyboard("{Enter}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  expect(fake.calls.filter((c) => c.startsWith("share"))).toEqual([]);
});

test("a port that another app took shows nothing of it by itself", async () => {
  const problem = {
    code: "port",
    message: "",
    target: "http://localhost:5173",
    app: "admin-tools",
  };
  const paused = share("shop", { app: "shop · Vite", state: "paused", problem });
  const { fake, user } = await openWindow({ shares: [paused] });
  await said(
    /Port 5173 now belongs to 'admin-tools', not 'shop'\. Sharing is paused so nothing else is shown by accident\./,
  );
  await user.click(await button("Wait for shop"));
  expect(screen.queryByRole("button", { name: "Wait for shop" })).toBeNull();
  expect(fake.calls.filter((c) => c.startsWith("change"))).toEqual([]);
});

test("a dropped folder is shared at once, a page after its folder's files were counted", async () => {
  const { fake, user } = await openWindow();
  fake.emit("drop", ["/home/ada/brand-site"]);
  await said(/brand-site\.share\.acme\.dev is live/);
  fake.emit("drop", ["/home/ada/lookbook/index.html"]);
  const dialog = await screen.findByRole("dialog");
  expect(dialog.textContent).toContain("Its 12 files can be opened. index.html is shown first.");
  await user.click(within(dialog).getByRole("button", { name: "Share folder" }));
  await said(/lookbook\.share\.acme\.dev is live/);
});

test("a folder that is too much is refused with the reason", async () => {
  const { fake } = await openWindow();
  fake.emit("drop", ["/home"]);
  expect((await screen.findByRole("dialog")).textContent).toContain(
    "That folder has 41,208 files, including private ones. Choose a smaller folder.",
  );
  expect(fake.calls.filter((c) => c.startsWith("share"))).toEqual([]);
});

test("after the first success it is asked once whether to start at sign-in", async () => {
  const asks = { ...settings, atSignIn: "off", askedAtSignIn: false };
  const { fake, user } = await openWindow({ settings: asks, shares: [] });
  const question = "Start Gotunnel when you sign in and bring these shares back?";
  await button("Share checkout");
  expect(screen.queryByText(question)).toBeNull();
  await user.click(await button("Share checkout"));
  await screen.findByText(question);
  await user.click(await button("Yes"));
  expect(screen.queryByText(question)).toBeNull();
  expect(fake.state.settings).toMatchObject({ atSignIn: "on", askedAtSignIn: true });
});

test("apps are asked for titles only while their list is in view", async () => {
  const { fake, user } = await openWindow();
  await user.click(await button("Settings"));
  await user.click(await button("Back"));
  expect(fake.calls.filter((c) => c.startsWith("listOpen"))).toEqual([
    "listOpen true",
    "listOpen false",
    "listOpen true",
  ]);
});

test("what could not be read is said until its person knows of it", async () => {
  const { fake, user } = await openWindow({
    problem: { code: "damaged", message: "It is kept as shares.json.damaged-1." },
  });
  await said(/could not read what it had saved/);
  expect(document.body.textContent).toContain("It is kept as shares.json.damaged-1.");
  await user.click(await button("Close"));
  await said(/^(?!.*could not read)/s);

  fake.become({ problem: { code: "not_saved", message: "write: no space left on device" } });
  await said(/What you share can't be saved/);
  expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
});
