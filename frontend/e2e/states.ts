import type { Page } from "@playwright/test";
import { scenarios } from "../src/lib/backend/fake/scenarios";

/** A state of the window: a scenario, and what a person does in it. */
export interface State {
  name: string;
  fake: string;
  act?: (page: Page) => Promise<void>;
}

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name, exact: typeof name === "string" }).click();
};

const acted: State[] = [
  { name: "firstShare-public", fake: "firstShare", act: press("Share checkout") },
  { name: "nameTaken-question", fake: "nameTaken", act: press("Share checkout") },
  { name: "elsewhere-question", fake: "elsewhere", act: press("Share checkout") },
  { name: "shareFails-question", fake: "shareFails", act: press("Share checkout") },
  { name: "risky-question", fake: "risky", act: press("Share Port 9229") },
  { name: "home-allPorts", fake: "home", act: press("Show all ports") },
  { name: "home-copied", fake: "home", act: press("Copy the link of shop") },
  { name: "home-stopped", fake: "home", act: press("Stop sharing shop") },
  { name: "home-menu", fake: "home", act: press("More for shop") },
  { name: "home-extend", fake: "untilTonight", act: press(/Extend shop/) },
  {
    name: "home-find",
    fake: "home",
    act: async (page) => {
      await press("Find an app")(page);
      await page.getByRole("searchbox").fill("story");
    },
  },
  {
    name: "home-findNothing",
    fake: "home",
    act: async (page) => {
      await press("Find an app")(page);
      await page.getByRole("searchbox").fill("wordpress");
    },
  },
  { name: "firstRun-noInvite", fake: "firstRun", act: press("Paste invite") },
  { name: "firstRun-address", fake: "firstRun", act: press("Enter address and token") },
  { name: "usedInvite-said", fake: "usedInvite", act: press("Paste invite") },
  {
    name: "noKeyring-question",
    fake: "noKeyring",
    act: async (page) => {
      await press("Enter address and token")(page);
      await page.getByLabel("Address").fill("share.acme.dev");
      await press("Sign in")(page);
    },
  },
  {
    name: "unreached-details",
    fake: "unreached",
    act: (page) => page.getByText("Details").click(),
  },
  { name: "share-rename", fake: "share", act: press("Rename shop") },
  { name: "share-renameTaken", fake: "share", act: rename("docs", "is taken") },
  { name: "share-renameFree", fake: "share", act: rename("lookbook", "Free") },
  { name: "share-renameOdd", fake: "share", act: rename("look book!", "Use letters") },
  { name: "share-renameElsewhere", fake: "share", act: rename("portfolio", "studio-mac") },
  {
    name: "share-passwordOn",
    fake: "share",
    act: (page) => page.getByRole("switch", { name: "Password" }).click(),
  },
  { name: "share-ends", fake: "share", act: press(/^Ends/) },
  { name: "request", fake: "share", act: openRequest("/cart") },
  { name: "request-post", fake: "share", act: openRequest("/api/coupon") },
  { name: "request-websocket", fake: "share", act: openRequest("WS") },
  { name: "request-replayed", fake: "share", act: replay },
  { name: "request-edit", fake: "share", act: editRequest() },
  { name: "request-editWrong", fake: "share", act: editRequest("Accept text/html") },
  {
    name: "share-requests",
    fake: "share",
    act: async (page) => {
      await page.getByRole("listbox", { name: "Requests" }).focus();
      await page.keyboard.press("ArrowDown");
    },
  },
  {
    name: "settings-end",
    fake: "settings",
    act: (page) => page.getByRole("button", { name: "Licences" }).scrollIntoViewIfNeeded(),
  },
  { name: "settings-signIn", fake: "settings", act: press("Change…") },
  { name: "settings-signOut", fake: "settings", act: press("Sign out") },
  { name: "settings-licences", fake: "settings", act: press("Licences") },
];

function rename(name: string, words: string) {
  return async (page: Page) => {
    await press("Rename shop")(page);
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByText(words).first().waitFor();
  };
}

function openRequest(text: string) {
  return (page: Page) => page.getByRole("option").filter({ hasText: text }).first().click();
}

async function replay(page: Page) {
  await openRequest("/api/coupon")(page);
  await press("Replay")(page);
  await page.getByText("Repeats request").waitFor();
}

function editRequest(header?: string) {
  return async (page: Page) => {
    await openRequest("/api/coupon")(page);
    await press("Edit and replay…")(page);
    await page.getByLabel("Path").waitFor();
    if (header === undefined) return;
    await page.getByLabel("Headers").fill(header);
    await press("Send")(page);
    await page.getByText("isn't a header").waitFor();
  };
}

/** Every screen and state. */
export const states: State[] = [
  ...Object.keys(scenarios).map((name) => ({ name, fake: name })),
  ...acted,
];

/** The main screens, of which there are pictures for those who see in another way. */
export const mainStates = states.filter((s) =>
  [
    "home",
    "home-menu",
    "home-stopped",
    "paused",
    "share",
    "sharePassword",
    "share-renameTaken",
    "share-requests",
    "settings",
    "settings-end",
    "firstRun",
    "firstRun-address",
    "request-post",
    "request-editWrong",
    "risky-question",
    "qr",
    "unreached",
  ].includes(s.name),
);
