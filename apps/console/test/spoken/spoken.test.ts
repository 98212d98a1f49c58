import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "../fixture/open-console.ts";
import { SpokenPage } from "./spoken-page.ts";

describe.skipIf(!hasBrowser)("spoken answers", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    opened = await openConsole();
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

  test("details reads the arguments, and wait leaves it open", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.begin();
    await spoken.say("details");
    await spoken.caption("number: 12. options: an object of 1 member.");
    await spoken.say("wait");
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

  test("twice unsure ends it", async () => {
    const { id } = await propose();
    const spoken = await SpokenPage.open(opened, ada);
    await spoken.begin();
    await spoken.say("approve it tomorrow");
    await spoken.caption("That was not clear. Say approve");
    await spoken.say("should I approve it");
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

  for (const colorScheme of ["light", "dark"] as const) {
    test(`looks right at 390 pixels in ${colorScheme} colors`, async () => {
      await propose({ summary: `Merge <b>octo</b>/repo#12 \u202E ${"a long word ".repeat(12)}` });
      const spoken = await SpokenPage.open(opened, ada, { width: 390, colorScheme });
      await spoken.window.page.getByRole("button", { name: "Listen", exact: true }).first().click();
      await spoken.dialog.getByRole("button", { name: "Begin to listen" }).waitFor();
      await spoken.window.screenshot(`spoken-consent-390-${colorScheme}`);
      await spoken.window.expectNoAxeViolations();
      await spoken.dialog.getByRole("button", { name: "Begin to listen" }).click();
      await spoken.phase("Listening");
      await spoken.window.screenshot(`spoken-listening-390-${colorScheme}`);
      await spoken.window.expectNoAxeViolations();
      await spoken.say("approve");
      await spoken.phase("Understood: approve");
      await spoken.window.screenshot(`spoken-understood-390-${colorScheme}`);
      await spoken.say("no");
      await spoken.phase("Ended without an answer");
      await spoken.window.screenshot(`spoken-ended-390-${colorScheme}`);
      await spoken.window.expectNoAxeViolations();
      await spoken.window.expectNoSidewaysScroll();
      spoken.window.expectNoConsoleErrors();
    });
  }
});
