import { hasBrowser } from "@handsfree/testkit/browser";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "../fixture/open-console.ts";
import { SpokenPage } from "./spoken-page.ts";

/** A port of loopback that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Adds a passkey of an authenticator of the browser on the sign-in page, and signs in with it. */
async function usePasskey(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was added.").waitFor();
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
}

describe.skipIf(!hasBrowser)("spoken answers", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    // A passkey belongs to an origin, which the server must know before it listens.
    const port = await freePort();
    const env = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}` };
    opened = await openConsole({ env });
  });
  beforeEach(async () => {
    ada = await opened.person("Ada Lovelace");
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const propose = (more: Readonly<Record<string, unknown>> = {}) =>
    ada.client.pendingActions.propose({
      summary: "Merge octo/repo#12",
      action_type: "merge_pr",
      repository: "octo/repo",
      action_payload: { number: 12, options: { method: "squash" } },
      ...more,
    });
  const stateOf = async (id: string) => ada.client.pendingActions.get(id);

  test("approve: asked once, read, repeated, confirmed and decided by voice", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada, { width: 390 });
    await spoken.begin();
    await spoken.say("approve");
    await spoken.caption("Say yes to approve Merge octo slash repo number 12");
    await spoken.say("yes");
    await spoken.phase("Answered");
    const { state, decided_surface: surface } = await stateOf(id);
    expect({ state, surface }).toEqual({ state: "confirmed", surface: "voice" });
    const played = await spoken.played();
    expect(played).toContain("Ada Lovelace asks, quote: Merge octo slash repo number 12.");
    expect(played).toMatch(/Approved\.$/);
    await spoken.dialog.getByRole("button", { name: "Done" }).click();
    spoken.window.expectNoConsoleErrors();

    await propose({ summary: "The second one" });
    await spoken.begin({ isFirst: false });
    await spoken.phase("Listening");
  });

  test("reject, with the reason", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.begin();
    await spoken.say("reject it because the tests fail");
    await spoken.caption("You said reject, because the tests fail.");
    await spoken.say("yes please");
    await spoken.phase("Answered");
    const { state, decision_reason: reason, decided_surface: surface } = await stateOf(id);
    expect({ state, reason, surface }).toEqual({
      state: "rejected",
      reason: "the tests fail",
      surface: "voice",
    });
  });

  test("details reads the arguments; wait, and twice unsure, leave it open", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.begin();
    await spoken.say("details");
    await spoken.caption("number: 12. options: an object of 1 member.");
    await spoken.say("wait");
    await spoken.caption("It still waits.");
    await spoken.dialog.getByRole("button", { name: "Done" }).click();
    await spoken.begin({ isFirst: false });
    await spoken.say("approve it tomorrow");
    await spoken.caption("That was not clear. Say approve");
    await spoken.say("should I approve it");
    await spoken.caption("That was not clear. Nothing was decided.");
    await spoken.phase("Ended without an answer");
    expect((await stateOf(id)).state).toBe("pending");
  });

  test("an approval during a playback is not heard, and one that comes late does not count", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.hold(true);
    await spoken.begin();
    await spoken.phase("Speaking");
    await spoken.caption("Ada Lovelace asks");
    expect(await spoken.makeSound("approve")).toBe(false);
    await spoken.hold(false);
    await spoken.phase("Listening");
    await spoken.hold(true);
    await spoken.say("approve");
    await spoken.phase("Understood: approve");
    expect(await spoken.makeSound("yes")).toBe(false);
    await spoken.reportLate("yes");
    await spoken.phase("Understood: approve");
    await spoken.hold(false);
    await spoken.phase("Listening");
    await spoken.reportLate("no");
    await spoken.phase("Ended without an answer");
    expect((await stateOf(id)).state).toBe("pending");
  });

  test("stops when somebody else decides in the middle, and says who", async () => {
    const action = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.window.connection("Live");
    await spoken.begin();
    await spoken.say("approve");
    await spoken.phase("Listening");
    await spoken.hold(true);
    await ada.client.pendingActions.reject(action.id, {
      payload_digest: action.payload_digest,
      reason: "not now",
    });
    await spoken.caption("It was rejected by Ada Lovelace.");
    expect(await spoken.makeSound("yes")).toBe(false);
    await spoken.hold(false);
    await spoken.phase("Ended without an answer");
  });

  test("stops when the action is edited in the middle", async () => {
    const action = await propose({ editable: true });
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.window.connection("Live");
    await spoken.begin();
    await spoken.phase("Listening");
    await ada.client.pendingActions.edit(action.id, {
      payload_digest: action.payload_digest,
      action_payload: { number: 13 },
    });
    await spoken.caption("It was changed meanwhile.");
    expect((await stateOf(action.id)).state).toBe("pending");
  });

  test("says that more approvals are needed, and goes on to the next action", async () => {
    const grace = await opened.person("Grace Hopper");
    await propose({ summary: "First", required_approvals: 2, approvers: [ada.id, grace.id] });
    await propose({ summary: "Second" });
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.begin();
    for (let left = 2; left > 0; left -= 1) {
      await spoken.say("approve");
      await spoken.say("yes");
    }
    await spoken.phase("Answered");
    const played = await spoken.played();
    expect(played).toContain("It needs 2 approvals and has 0.");
    expect(played).toContain("Your approval counts. It needs one more person.");
  });

  test("an action whose policy wants a passkey is not approved by voice", async () => {
    const text = `version: 1
policies:
  - name: grave
    match: { types: [deploy] }
    ask: { approvers: [${ada.id}], confirmation: strong }
`;
    await opened.admin.client.request("PUT /v1/policies", { body: { text, based_on: null } });
    const { id } = await propose({ action_type: "deploy", summary: "Deploy to production" });
    const origin = opened.server.url.replace("127.0.0.1", "localhost");
    const path = origin + (await opened.signInLink(ada));
    const window = await opened.openWindow({ width: 390, path });
    await window.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await window.page.waitForURL(`${origin}/`);
    await window.goto(`${origin}/waiting/${id}`);
    const spoken = await SpokenPage.of(window);
    await spoken.window.page.getByText("takes a passkey").waitFor();
    await spoken.begin();
    await spoken.say("approve");
    await spoken.phase("It takes your passkey");
    await spoken.window.screenshot("spoken-passkey-390-light");
    await spoken.window.expectNoAxeViolations();
    await spoken.dialog.getByRole("button", { name: "Use a passkey" }).click();
    const { page } = spoken.window;
    await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
    expect((await stateOf(id)).state).toBe("pending");
    await usePasskey(page);
    await page.waitForURL(`${origin}/waiting/${id}`);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByText("Approved", { exact: true }).waitFor();
    const { state, decided_surface: surface } = await stateOf(id);
    expect({ state, surface }).toEqual({ state: "confirmed", surface: "console" });
  });

  test("by keyboard: Stop has the focus, and Escape closes", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.begin();
    await spoken.phase("Listening");
    await spoken.window.page.keyboard.press("Enter");
    await spoken.phase("Ended without an answer");
    expect(await spoken.makeSound("approve")).toBe(false);
    await spoken.dialog.getByRole("button", { name: "Listen again" }).click();
    await spoken.phase("Listening");
    await spoken.window.page.keyboard.press("Escape");
    await spoken.dialog.waitFor({ state: "detached" });
    expect(await spoken.makeSound("approve")).toBe(false);
    expect((await stateOf(id)).state).toBe("pending");
  });

  test("looks right at 390 pixels, light and dark", async () => {
    await propose({ summary: `Merge <b>octo</b>/repo#12 \u202E ${"a long word ".repeat(12)}` });
    const spoken = await SpokenPage.open(opened, ada, { width: 390 });
    const { window } = spoken;
    const look = async (name: string): Promise<void> => {
      for (const colorScheme of ["dark", "light"] as const) {
        await window.page.emulateMedia({ colorScheme });
        await window.screenshot(`spoken-${name}-390-${colorScheme}`);
        await window.expectNoAxeViolations();
      }
    };
    await window.page.getByRole("button", { name: "Listen", exact: true }).first().click();
    await spoken.dialog.getByRole("button", { name: "Begin to listen" }).waitFor();
    await look("consent");
    await spoken.dialog.getByRole("button", { name: "Begin to listen" }).click();
    await spoken.phase("Listening");
    await look("listening");
    await spoken.hold(true);
    await spoken.say("approve");
    await spoken.phase("Understood: approve");
    await window.screenshot("spoken-understood-390-light");
    await spoken.hold(false);
    await spoken.say("no");
    await spoken.phase("Ended without an answer");
    await look("ended");
    await window.expectNoSidewaysScroll();
    window.expectNoConsoleErrors();
  });
});
