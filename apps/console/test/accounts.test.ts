import { createClient } from "@handsfree/client";
import { hasBrowser } from "@handsfree/testkit/browser";
import { createServer, type AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConsolePage } from "./fixture/console-page.ts";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

/** A name that would run a script, and turn the text after it around. */
const hostile = "<img src=x onerror=alert(1)> \u202Egnp.exe";
const shownHostile = "<img src=x onerror=alert(1)> ⟨U+202E⟩gnp.exe";

describe.skipIf(!hasBrowser)("people, keys and the own account", () => {
  let opened: OpenConsole;
  let ada: Person;
  /** Passkeys belong to a name, not to an address. */
  let origin: string;
  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    opened = await openConsole({ env: { PORT: String(port), PUBLIC_URL: origin } });
    ada = await opened.person("Ada Lovelace");
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test("a person adds a passkey, signs in by it, and removes it", async () => {
    const window = await opened.openWindow({
      width: 390,
      path: origin + (await opened.signInLink(ada)),
    });
    const { page } = window;
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", { options: authenticator });
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(`${origin}/`);
    await page.goto(`${origin}/account`);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("Name").fill(hostile);
    await page.getByRole("button", { name: "Add the passkey" }).click();
    const added = page.getByRole("list", { name: "Passkeys" });
    await added.getByText(shownHostile).waitFor();
    expect(await page.locator("img").count()).toBe(0);
    window.expectNoConsoleErrors();
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${origin}/sign-in`);
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(`${origin}/`);
    await page.goto(`${origin}/account`);
    await page.getByText("Signed in by a passkey").waitFor();
    await added.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.getByText("You have no passkey.").waitFor();
  });

  test("a person ends their other sessions, and this one is marked", async () => {
    const grace = await opened.person("Grace Hopper");
    const phone = await opened.open(grace, { width: 390 });
    const laptop = await opened.open(grace, { path: "/account", colorScheme: "dark" });
    const { page } = laptop;
    const sessions = page.getByRole("list", { name: "Sessions" }).getByRole("listitem");
    await sessions.nth(1).waitFor();
    expect(await sessions.filter({ hasText: "This browser" }).count()).toBe(1);
    await sessions.getByRole("button", { name: "End", exact: true }).click();
    await page.getByRole("button", { name: "End it" }).click();
    await sessions.nth(1).waitFor({ state: "detached" });
    await phone.page.goto("/account");
    await phone.page.waitForURL(/\/sign-in\?next=/);
    await laptop.expectNoAxeViolations();
    laptop.expectNoConsoleErrors();
  });

  test("a person makes a key, which is shown once, and revokes it", async () => {
    const window = await opened.open(ada, { width: 390, path: "/keys" });
    const { page } = window;
    const text = await createKey(page, "my laptop", async (dialog) => {
      expect(await dialog.getByLabel("admin").count()).toBe(0);
      await dialog.getByLabel("actions:propose").check();
    });
    const key = createClient({ url: opened.server.url, key: text });
    expect(await key.me()).toMatchObject({ user: { id: ada.id }, scopes: ["actions:propose"] });
    await page.getByRole("heading", { name: "my laptop" }).waitFor();
    expect(await page.getByText(text).count()).toBe(0);
    expect(await page.getByRole("tab", { name: "All keys" }).count()).toBe(0);
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("button", { name: "Revoke it" }).click();
    await page.getByRole("definition").getByText("revoked", { exact: true }).waitFor();
    await expect(key.me()).rejects.toMatchObject({ status: 401 });
    window.expectNoConsoleErrors();
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
  });

  test("an admin makes a key for a service, and rotates it", async () => {
    const body = { name: "deploy-bot", kind: "agent" } as const;
    await opened.admin.client.request("POST /v1/services", { body });
    const window = await opened.open(opened.admin, { path: "/keys?whose=all" });
    const { page } = window;
    const first = await createKey(page, "deploys", async (dialog) => {
      await dialog.getByLabel("For", { exact: true }).selectOption("service");
      await dialog.getByLabel("Service", { exact: true }).selectOption("deploy-bot");
      await dialog.getByLabel("Ada Lovelace").check();
      await dialog.getByLabel("actions:propose").check();
    });
    const old = createClient({ url: opened.server.url, key: first });
    expect(await old.me()).toMatchObject({ service: { name: "deploy-bot" }, acts_for: [ada.id] });
    await page.getByLabel("Whose", { exact: true }).selectOption("deploy-bot (service)");
    await page.getByRole("link", { name: "deploys" }).click();
    expect(await page.getByRole("feed").getByRole("article").count()).toBe(1);
    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByLabel("How long the old key still works").selectOption("0");
    await page.getByRole("button", { name: "Rotate it" }).click();
    const second = await takeShown(page);
    expect(await createClient({ url: opened.server.url, key: second }).me()).toMatchObject({
      service: { name: "deploy-bot" },
    });
    await expect(old.me()).rejects.toMatchObject({ status: 401 });
    await window.expectNoAxeViolations();
    window.expectNoConsoleErrors();
  });

  test("an admin adds a person, hands a link over, changes the role, and locks the person out", async () => {
    const window = await opened.open(opened.admin, { path: "/people" });
    const { page } = window;
    await page.getByRole("button", { name: "Add a person" }).click();
    await page.getByLabel("Name").fill(hostile);
    await page.getByLabel("Role").selectOption("member");
    await page.getByRole("button", { name: "Add the person" }).click();
    await page.getByRole("heading", { name: shownHostile }).waitFor();
    expect(await page.locator("img").count()).toBe(0);

    await page.getByRole("button", { name: "Sign-in link" }).click();
    await page.getByRole("button", { name: "Make the link" }).click();
    const link = await takeShown(page);
    const theirs = await opened.openWindow({ width: 390, path: `/sign-in${new URL(link).hash}` });
    await theirs.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await theirs.page.waitForURL("/");

    await page.getByRole("button", { name: "Change", exact: true }).click();
    await page.getByLabel("Role").selectOption("approver");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("definition").getByText("approver: also decides").waitFor();
    await page.getByRole("button", { name: "Disable" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await page.getByRole("button", { name: "Enable" }).waitFor();
    await theirs.page.goto("/account");
    await theirs.page.waitForURL(/\/sign-in\?next=/);
    await window.expectNoAxeViolations();
    window.expectNoConsoleErrors();
  });

  test("an admin makes a group, and says who is in it", async () => {
    const window = await opened.open(opened.admin, {
      width: 390,
      colorScheme: "dark",
      path: "/people?tab=groups",
    });
    const { page } = window;
    await page.getByRole("button", { name: "Add a group" }).first().click();
    await page.getByLabel("Name").fill("release");
    await page.getByRole("button", { name: "Add the group" }).click();
    await page.getByText("The group has no member").waitFor();
    await page.getByLabel("Add a member").selectOption("Ada Lovelace");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("list", { name: "Members" }).getByText("Ada Lovelace").waitFor();
    const path = { name: "release" };
    const { items } = await opened.admin.client.request("GET /v1/approver-groups/{name}/members", {
      path,
    });
    expect(items.map(({ user_id }) => user_id)).toEqual([ada.id]);
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove them" }).click();
    await page.getByText("The group has no member").waitFor();
    window.expectNoConsoleErrors();
  });

  test("who is no admin is not led to people, and is told so", async () => {
    const window = await opened.open(ada, { path: "/people" });
    await window.page.getByText("Only admins see this page").waitFor();
    expect(await window.page.getByRole("link", { name: "People" }).count()).toBe(0);
    window.expectNoConsoleErrors();
  });

  test("the address says what is shown, and a damaged one shows the list", async () => {
    const window = await opened.open(opened.admin, { path: "/people?tab=nonsense&id=5&group=x" });
    await window.page.getByRole("link", { name: "Ada Lovelace" }).click();
    await window.page.waitForURL(`/people?id=${ada.id}`);
    await window.page.reload();
    await window.page.getByRole("heading", { name: "Ada Lovelace" }).waitFor();
    await window.page.keyboard.press("Escape");
    await window.page.waitForURL("/people");
    await atEachWidth(window);
  });
});

/** Fills the dialog of a new key, and returns the key that is shown. */
async function createKey(
  page: Page,
  name: string,
  fill: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>,
): Promise<string> {
  await page.getByRole("button", { name: "Create a key" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await fill(dialog);
  await dialog.getByRole("button", { name: "Create the key" }).click();
  return takeShown(page);
}

/** Reads a secret that is shown once. Neither Escape nor a press beside the dialog closes it. */
async function takeShown(page: Page): Promise<string> {
  const kept = page.getByLabel(/^I have saved/);
  await kept.waitFor();
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  const text = (await page.getByRole("dialog").locator("code").textContent()) ?? "";
  const done = page.getByRole("button", { name: "Done" });
  expect(await done.isDisabled()).toBe(true);
  await kept.check();
  await done.click();
  await kept.waitFor({ state: "detached" });
  return text;
}

async function atEachWidth(window: ConsolePage): Promise<void> {
  for (const width of [390, 820, 1440]) {
    await window.page.setViewportSize({ width, height: 844 });
    await window.expectNoSidewaysScroll();
  }
}

const authenticator = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
