import { createHmac } from "node:crypto";
import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "../fixture/open-console.ts";

const signingSecret = "the signing secret of the test";

describe.skipIf(!hasBrowser)("the page of notifications", () => {
  let opened: OpenConsole;
  beforeAll(async () => {
    const env = {
      SLACK_BOT_TOKEN: "xoxb-of-the-test",
      SLACK_SIGNING_SECRET: signingSecret,
      WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.1",
    };
    opened = await openConsole({ engine: "duckdb", env });
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const add = ({ client }: Person, url: string, more: object = {}) =>
    client.request("POST /v1/notification-channels", { body: { kind: "ntfy", url, ...more } });

  test("says what to do where the browser blocks notifications, and what the server lacks", async () => {
    const ada = await opened.person("Ada Lovelace");
    const window = await opened.open(ada, { width: 820, path: "/notifications" });
    const { page } = window;
    await page.getByText("The browser blocks notifications of this page").waitFor();
    await page.getByText("Nothing notifies you yet").waitFor();
    await page.getByText("SMTP_URL").waitFor();
    expect(await page.getByText("SLACK_BOT_TOKEN").count()).toBe(0);
    await page.getByRole("button", { name: "Add a channel" }).click();
    const mail = page.getByRole("menuitem", { name: "E-mail (not set up)" });
    expect(await mail.getAttribute("aria-disabled")).toBe("true");
    await window.screenshot("notifications-empty-820-light");
    await page.keyboard.press("Escape");
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();
    window.expectNoConsoleErrors();
  });

  test("adds an ntfy topic, keeps what the person chooses for it, and removes it", async () => {
    const ben = await opened.person("Ben");
    const window = await opened.open(ben, { width: 390, path: "/notifications?add=ntfy" });
    const { page } = window;
    await page.getByRole("textbox", { name: "Topic" }).fill("https://ntfy.sh/");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("alert").getByText("is not a topic").waitFor();
    window.forgetConsoleErrors();
    await page
      .getByRole("textbox", { name: "Topic" })
      .fill("https://ntfy.sh/a-name-that-nobody-guesses");
    await page.getByRole("checkbox", { name: /^Quiet hours/ }).check();
    await page.getByLabel("From").fill("21:30");
    await page.getByLabel("Time zone").selectOption("Europe/Berlin");
    await window.screenshot("notifications-add-390-light");
    await window.expectNoAxeViolations();
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByText("Quiet 21:30–07:00, urgent ones pass").waitFor();

    await page.getByRole("button", { name: "More for ntfy" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.waitForURL(/\?edit=/);
    await page.getByRole("checkbox", { name: "Only in some profiles" }).check();
    await page.getByRole("checkbox", { name: "Default" }).uncheck();
    await page.getByText("Choose one at least").waitFor();
    await page.getByRole("checkbox", { name: "Kitchen" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("In Kitchen").waitFor();
    // The focus returns to where the dialog began.
    await expect
      .poll(() => page.evaluate("document.activeElement?.getAttribute('aria-label')"))
      .toBe("More for ntfy");
    expect(new URL(page.url()).search).toBe("");
    const { items } = await page.evaluate<{ items: unknown }>(
      "fetch('/v1/notification-channels').then((answer) => answer.json())",
    );
    expect(items).toMatchObject([
      {
        kind: "ntfy",
        address: "https://ntfy.sh",
        profiles: ["kitchen"],
        content: "none",
        quiet_hours: { time_zone: "Europe/Berlin", from: "21:30", until: "07:00" },
      },
    ]);

    await page.getByRole("button", { name: "More for ntfy" }).click();
    await page.getByRole("menuitem", { name: "Turn off" }).click();
    await page.getByText("You turned it off").waitFor();
    await page.getByRole("button", { name: "More for ntfy" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.getByText("Nothing notifies you yet").waitFor();
    window.expectNoConsoleErrors();
  });

  test("links a Slack account by the code that its person enters there", async () => {
    const cleo = await opened.person("Cleo");
    const window = await opened.open(cleo, {
      colorScheme: "dark",
      path: "/notifications?add=slack",
    });
    const { page } = window;
    await page.getByRole("button", { name: "Get a code" }).click();
    const command = await page.getByText(/^\/handsfree link/).textContent();
    await page.getByText("Waiting for the code in Slack").waitFor();
    await window.screenshot("notifications-slack-1440-dark");
    await window.expectNoAxeViolations();
    await enterInSlack(String(command?.replace("/handsfree ", "")));
    await page.getByText("Your Slack account is linked.").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("T1/U1").waitFor();
    window.expectNoConsoleErrors();
  });

  for (const [width, colorScheme] of [
    [390, "dark"],
    [1440, "light"],
  ] as const) {
    test(`shows many channels, and names that would change the page, at ${width} pixels`, async () => {
      const { admin } = opened;
      const names = [
        "Phone",
        "<b>bold</b> \u202ereversed",
        "a-name-without-a-place-to-break".repeat(3),
      ];
      for (let count = 0; count < 12; count++) {
        await add(admin, `http://127.0.0.1:9/topic-${count}`, {
          name: names[count] ?? `Channel ${count}`,
          ...(count % 2 === 0 && { content: "summary", profiles: ["work", "focused"] }),
        });
      }
      const window = await opened.open(admin, { width, colorScheme, path: "/notifications" });
      await window.page.getByText("<b>bold</b> ⟨U+202E⟩reversed").waitFor();
      await window.screenshot(`notifications-${width}-${colorScheme}`);
      await window.expectNoAxeViolations();
      await window.expectNoSidewaysScroll();
      window.expectNoConsoleErrors();
    });
  }

  test("says why the channels cannot be read, and reads them again", async () => {
    const eve = await opened.person("Eve");
    const window = await opened.open(eve, { width: 390 });
    const { page } = window;
    await page.route("**/v1/notification-channels", (route) => route.abort());
    await page.goto("/notifications");
    await page.getByRole("alert").getByText("The server does not answer").waitFor();
    await window.screenshot("notifications-error-390-light");
    await window.expectNoAxeViolations();
    await page.unroute("**/v1/notification-channels");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Nothing notifies you yet").waitFor();
  });

  async function enterInSlack(text: string): Promise<void> {
    const form = { command: "/handsfree", text, team_id: "T1", user_id: "U1" };
    const payload = new URLSearchParams(form).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${payload}`);
    const answer = await fetch(`${opened.server.url}/v1/slack/interactions`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${mac.digest("hex")}`,
      },
      body: payload,
    });
    expect(answer.status).toBe(200);
  }
});
