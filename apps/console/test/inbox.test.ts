import { hasBrowser } from "@handsfree/testkit/browser";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliver, deliverExamples } from "./fixture/deliver.ts";
import { openConsole, type OpenConsole, type Person } from "./fixture/open-console.ts";

const hostile = '<img src=x onerror="window.stolen=1">\u202Egnp.exe';
const patient = { timeout: 10_000 };

describe.skipIf(!hasBrowser)("the inbox", () => {
  let opened: OpenConsole;
  let ada: Person;
  beforeAll(async () => {
    opened = await openConsole({ env: { WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.0/8" } });
    ada = await opened.person("Ada Lovelace", "admin");
    await deliverExamples(opened, 12);
    const { webhookEvents } = opened.admin.client;
    const { items } = await webhookEvents.claim({ worker: "worker-1", limit: 3 });
    for (const { event, lease_token } of items) {
      await webhookEvents.fail(event.id, { lease_token, error: "the queue is full" });
    }
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test("a person on a phone finds what failed, makes it due, and replays the rest with the count first", async () => {
    const window = await opened.open(ada, { width: 390, path: "/inbox" });
    const { page } = window;
    const rows = page.getByRole("feed", { name: "deliveries" }).getByRole("article");
    await rows.first().waitFor();
    await window.expectNoAxeViolations();
    await page.getByLabel("State").selectOption("failed");
    await page.waitForURL(/state=failed/);
    await expect.poll(() => rows.count(), patient).toBe(3);
    await rows.first().getByRole("link").click();
    await page.getByText("the queue is full").waitFor();
    await page.getByText("octo-org/octo-repo", { exact: true }).first().waitFor();
    await window.screenshot("inbox-delivery-390-light");
    await window.expectNoAxeViolations();
    await window.expectNoSidewaysScroll();

    await page.getByRole("button", { name: "Retry now" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("The queue has room again");
    await dialog.getByRole("button", { name: "Retry now" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("tab", { name: "Time line" }).click();
    await page.getByText("The queue has room again").waitFor();
    // The address alone shows the same.
    await page.reload();
    await page.getByText("The queue has room again").waitFor();
    await page.getByRole("button", { name: "Back to the deliveries" }).click();

    await page.getByRole("button", { name: "Replay many…" }).click();
    await dialog.getByText("3 deliveries match").waitFor();
    await dialog.getByLabel("Event type").fill("nothing_of_this_type");
    await dialog.getByText("No delivery matches").waitFor();
    await dialog.getByLabel("Event type").fill("");
    await window.expectNoAxeViolations();
    await dialog.getByRole("button", { name: "Replay 3 deliveries" }).click();
    await page.getByText("3 of 3 deliveries are due again").waitFor();
    await window.screenshot("inbox-replays-390-light");
    await page.getByRole("button", { name: "Take back what still waits" }).click();
    await dialog.getByRole("button", { name: "Take them back" }).click();
    await page.getByText("3 of its deliveries went back to their earlier state.").waitFor();
    await page.getByText("stopped", { exact: true }).waitFor();
    window.expectNoConsoleErrors();
  });

  test("a delivery is sent to an address, which answers", async () => {
    const got: string[] = [];
    const receiver = createServer((request, response) => {
      got.push(`${request.method} ${request.url} ${String(request.headers["x-github-event"])}`);
      request.resume().on("end", () => response.writeHead(202).end("<i>thanks</i>"));
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const { port } = receiver.address() as AddressInfo;
    const window = await opened.open(ada, { width: 390, path: "/inbox?state=received" });
    const { page } = window;
    await page.getByRole("feed").getByRole("link").first().click();
    await page.getByRole("button", { name: "Forward…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Address").fill(`http://127.0.0.1:${port}/hooks`);
    await dialog.getByRole("button", { name: "Forward" }).click();
    await dialog.getByText(/^It answered 202, after/).waitFor();
    await dialog.getByText("<i>thanks</i>").waitFor();
    await window.screenshot("inbox-forward-390-light");
    await window.expectNoAxeViolations();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await page.getByRole("tab", { name: "Time line" }).click();
    await page.getByText("Somebody sent it to an address").waitFor();
    expect(got).toEqual([expect.stringMatching(/^POST \/hooks \w+$/)]);
    window.expectNoConsoleErrors();
    receiver.close();
  });

  test("what strangers send is text: markup, controls and forged deliveries", async () => {
    await deliver(opened, {
      event: "push",
      deliveryId: "<b>bold</b>",
      body: JSON.stringify({ [hostile]: hostile, repository: { full_name: hostile } }),
      headers: { "user-agent": '<script>window.stolen=1</script>"' },
    });
    const forged = { event: "ping", deliveryId: "forged", body: JSON.stringify({ hostile }) };
    expect(await deliver(opened, { ...forged, signature: `sha256=${"0".repeat(64)}` })).toBe(401);
    const window = await opened.open(ada, { colorScheme: "dark", path: "/inbox?type=push" });
    const { page } = window;
    await page.getByText("<b>bold</b>").waitFor();
    await page.getByRole("feed").getByRole("link").first().click();
    const shown = '<img src=x onerror="window.stolen=1">⟨U+202E⟩gnp.exe';
    // The repository, the name of the member and its value, twice.
    await expect.poll(() => page.getByText(shown).count(), patient).toBeGreaterThanOrEqual(3);
    await page.getByRole("button", { name: "Show the text" }).click();
    await page.getByLabel("Body as it came").getByText("⟨U+202E⟩").first().waitFor();
    await page.getByRole("tab", { name: "Headers" }).click();
    await page.getByText('<script>window.stolen=1</script>"').waitFor();
    await window.screenshot("inbox-hostile-1440-dark");
    await window.expectNoAxeViolations();

    await page.goto("/inbox?state=rejected");
    await page.getByRole("feed").getByRole("link").first().click();
    await page.getByText("Rejected: the sender did not prove who it is").waitFor();
    await page.getByText("Its signature is wrong").waitFor();
    await page.getByText("1 forged delivery in the last day").waitFor();
    await page.getByText("⟨U+202E⟩").first().waitFor();
    expect(
      await page.getByRole("button", { name: /^(Retry now|Replay|Revive|Forward…)$/ }).count(),
    ).toBe(0);
    expect(await page.evaluate("window.stolen")).toBeUndefined();
    await window.expectNoSidewaysScroll();
    window.expectNoConsoleErrors();
  });

  test("a wrong address is dropped, and a person without the scope has no inbox", async () => {
    const window = await opened.open(ada, { path: "/inbox?state=lost&since=never&id=1&part=x" });
    await window.page.getByRole("feed").getByRole("article").first().waitFor();
    const member = await opened.person("Bo", "member");
    const other = await opened.open(member);
    await other.page.getByRole("link", { name: "Waiting" }).first().waitFor();
    expect(await other.page.getByRole("link", { name: "Inbox" }).count()).toBe(0);
  });
});
