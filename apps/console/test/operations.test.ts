import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { hasBrowser } from "@handsfree/testkit/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deliverNews } from "./fixture/deliver.ts";
import { openConsole, type OpenConsole } from "./fixture/open-console.ts";

/** Markup, and a control that turns the order of the characters after it. */
const hostile = '<img src=x onerror="document.title=1"> \u202Egpj.exe';
const shown = '<img src=x onerror="document.title=1"> ⟨U+202E⟩gpj.exe';

describe.skipIf(!hasBrowser)("the pages about what the server does", () => {
  let opened: OpenConsole;
  beforeAll(async () => {
    opened = await openConsole();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test("statistics say how fast actions are answered, and lead to the records", async () => {
    const { client } = opened.admin;
    for (const type of ["merge_pr", "merge_pr", hostile]) {
      const action = await client.pendingActions.propose({
        summary: "Merge",
        action_type: type,
        action_payload: {},
      });
      if (type === hostile) continue;
      await client.pendingActions.approve(action.id, { payload_digest: action.payload_digest });
    }
    const { page, ...window } = await at("/statistics?range=eternity&bucket=hour", 390, "dark");
    await page.getByText("3 actions were proposed, and 67% were answered.").waitFor();
    // What fits no range is left out of the address.
    await page.waitForURL("/statistics?bucket=hour");
    expect(await page.locator("canvas").count()).toBe(2);
    await page.getByText("Numbers as a table").first().click();
    const numbers = page.getByRole("region", { name: "Proposed actions by outcome, as a table" });
    expect(await numbers.locator("tbody tr").allInnerTexts()).toEqual([
      expect.stringMatching(/\t2\t1$/),
    ]);
    const names = page.getByRole("region", { name: "Answers by action type" });
    await names.getByText(shown).waitFor();
    const link = await names.getByRole("link", { name: "merge_pr" }).getAttribute("href");
    expect(new URL(link ?? "", page.url()).searchParams.get("type")).toBe("merge_pr");
    await page.getByLabel("Time", { exact: true }).selectOption({ label: "Last 24 hours" });
    await page.waitForURL("/statistics?range=24h");
    await page.getByRole("tab", { name: "Audit log" }).click();
    await page.waitForURL("/statistics?range=24h&of=log");
    await page.getByText("None of them failed.").waitFor();
    await window.good();
    // A chart has the colors and the width that the page has now.
    const drawing = () => page.evaluate("document.querySelector('canvas').toDataURL()");
    const dark = await drawing();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(drawing, { timeout: 10_000 }).not.toBe(dark);
    await page.setViewportSize({ width: 820, height: 900 });
    await expect
      .poll(() => page.evaluate("document.querySelector('canvas').clientWidth"), {
        timeout: 10_000,
      })
      .toBeGreaterThan(390);
  });

  test("a task asks while its page is open, is answered, and is cancelled", async () => {
    const { client } = opened.admin;
    const { id } = await client.request("POST /v1/agent-tasks", {
      body: { provider: "copilot", instruction: hostile, repository: "octo/repo" },
    });
    const { page, ...window } = await at("/tasks", 390, "light");
    await page.getByRole("article").getByText(shown).click();
    await page.waitForURL(`/tasks?id=${id}`);
    await window.connection("Live");
    const { items } = await client.request("POST /v1/agent-tasks/claim", {
      body: { providers: ["copilot"], worker: "worker-1" },
    });
    await client.request("POST /v1/agent-tasks/{id}/ask", {
      path: { id },
      body: { lease_token: items[0]?.lease.token ?? "", question: `Shall I? ${hostile}` },
    });
    await page.getByText(`Shall I? ${shown}`).waitFor({ timeout: 5000 });
    await page.getByRole("button", { name: "Send the answer" }).click();
    await page.getByText("Write an answer before you send it.").waitFor();
    await page.getByLabel("Your answer").fill("Yes, go on");
    await window.good();
    await page.getByRole("button", { name: "Send the answer" }).click();
    await page.getByText("The agent has your answer").waitFor();
    expect(await client.agentTasks.get(id)).toMatchObject({
      status: "running",
      answer: "Yes, go on",
    });
    await page.getByRole("listitem").filter({ hasText: "Answered" }).waitFor();
    await page.getByRole("button", { name: "Cancel the task" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason (optional)").fill("not needed");
    await dialog.getByRole("button", { name: "Cancel the task" }).click();
    await page.getByRole("listitem").filter({ hasText: "not needed" }).waitFor();
    expect(await client.agentTasks.get(id)).toMatchObject({ status: "cancelled" });
    await page.keyboard.press("Escape");
    await page.waitForURL("/tasks");
  });

  test("an empty page has a call that a terminal runs, and whose record then shows", async () => {
    const { client } = opened.admin;
    const { text: key } = await client.request("POST /v1/me/keys", {
      body: { name: "terminal", scopes: ["commands:write"] },
    });
    const { page, ...window } = await at("/commands", 390, "light");
    const call = await page.getByText(/^curl /).innerText();
    await window.good();
    const environment = { PATH: process.env["PATH"], HANDSFREE_KEY: key };
    await promisify(execFile)("sh", ["-c", call], { env: environment });
    await page.getByRole("button", { name: "1 new" }).click();
    await page.getByRole("article").getByText("inbox.list").waitFor();
  });

  test("a command shows what was said on a tap alone, and what is kept", async () => {
    const { client } = opened.admin;
    const action = await client.pendingActions.propose({
      summary: `Merge ${hostile}`,
      action_type: "merge_pr",
      action_payload: {},
    });
    const transcript = `please merge the twelfth request now ${hostile}`;
    for (const isKept of [true, false]) {
      await client.request("POST /v1/commands", {
        body: {
          input_type: "audio",
          status: "needs_confirmation",
          transcript,
          store_transcript: isKept,
          intent_name: isKept ? "pr.merge" : "pr.close",
          entities: { [hostile]: 12 },
          session_id: "walk-1",
          pending_action_id: action.id,
        },
      });
    }
    const { page, ...window } = await at("/commands?intent=pr.merge&status=never", 1440, "dark");
    const rows = page.getByRole("feed").getByRole("article");
    await rows.first().click();
    expect(await rows.count()).toBe(1);
    await page.getByRole("heading", { name: "It led to this action" }).waitFor();
    await page.getByText('Merge <img src=x onerror="document.title=1">').waitFor();
    expect(await page.content()).not.toContain("twelfth request");
    await page.getByRole("button", { name: "Show what was said" }).click();
    await page.getByText(`please merge the twelfth request now ${shown}`).waitFor();
    await window.good();
    await page.getByRole("button", { name: "Remove the filter Intent" }).click();
    await page.getByRole("link", { name: /pr\.close/ }).click();
    await page.getByText("Not kept").waitFor();
    await page.getByRole("button", { name: "What is kept" }).click();
    const modes = page.getByRole("dialog").getByRole("listitem");
    await modes.filter({ hasText: "What was said stays for 7 days." }).waitFor();
    expect(await modes.count()).toBe(3);
    await page.keyboard.press("Escape");
    expect(await page.getByRole("button", { name: "Show what was said" }).count()).toBe(0);
  });

  test("health says what fails and what to do, and what waits", async () => {
    const { client } = opened.admin;
    await client.pendingActions.propose({
      summary: "Waits",
      action_type: "merge_pr",
      action_payload: {},
    });
    const { page, ...window } = await at("/server", 390, "light");
    await page.getByText("The server can do its work").waitFor();
    const queue = page.getByRole("listitem").filter({ hasText: "Actions that wait for a person" });
    await queue.getByText("The oldest came").waitFor();
    await page.getByText("DuckDB", { exact: true }).waitFor();
    await window.good();
    const checks = { schema: "ok", writes: "ok", disk_space: "failed" };
    const detail = `disk_space: 5 bytes are left ${hostile}`;
    await page.route("/health/ready", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "not_ready", title: "Service Unavailable", detail, checks }),
      }),
    );
    await page.reload();
    await page.getByText("The server cannot do all of its work").waitFor();
    await page.getByText(`disk_space: 5 bytes are left ${shown}`).waitFor();
    const check = page.getByRole("listitem").filter({ hasText: "Disk space" });
    await check.getByText("failed", { exact: true }).waitFor();
    await check.getByText("Make room on the volume").waitFor();
  });

  test("what concerns a person shows while the page is open, and a trigger is given up", async () => {
    const { client } = opened.admin;
    const grace = await opened.person("Grace Hopper", "member");
    await client.request("POST /v1/github-connections", {
      body: { installation_id: 7, login: "grace" },
      onBehalfOf: grace.id,
    });
    await grace.client.triggers.create({
      when: { kind: "approved", repository: "octo/web", number: 104 },
      propose: {
        summary: `Merge ${hostile}`,
        action_type: "merge_pr",
        action_payload: {},
        repository: "octo/web",
      },
    });
    const window = await opened.open(grace, { path: "/for-you", width: 390 });
    const { page } = window;
    await page.getByText("Nothing came for you yet").waitFor();
    await window.connection("Live");
    const news = {
      repository: "octo/web",
      number: 104,
      login: "grace",
      action: "review_requested",
    } as const;
    expect(await deliverNews(opened, { ...news, title: `Retry ${hostile}` })).toBe(202);
    await page.getByRole("button", { name: "1 new" }).click({ timeout: 60_000 });
    const review = page.getByRole("article", { name: "Your review is wanted, octo/web#104" });
    // The API itself escapes the titles of notices.
    await review.getByText(`Retry ${hostile.replace("\u202E", String.raw`\u202e`)}`).waitFor();
    await review.getByText("now", { exact: true }).waitFor();
    const link = review.getByRole("link", { name: "octo/web#104, on GitHub" });
    expect(await link.getAttribute("href")).toBe("https://github.com/octo/web/pull/104");
    expect(await link.getAttribute("rel")).toBe("noreferrer");
    await expectGood();
    await review.getByRole("button", { name: "Mark as read" }).click();
    await review.getByText("read", { exact: true }).waitFor();
    await expect
      .poll(() => grace.client.notices.list({ unread: true }).page(), { timeout: 30_000 })
      .toMatchObject({ items: [] });
    await page.getByLabel("Which notices").selectOption({ label: "Not read" });
    await page.getByText("You have read everything").waitFor();

    await page.getByRole("tab", { name: "Triggers" }).click();
    const waiting = page.getByRole("listitem").filter({ hasText: "octo/web#104" });
    await waiting.getByText(`Merge ${shown}`).waitFor();
    await expectGood();
    await waiting.getByRole("button", { name: "Give it up" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Give it up" }).click();
    await page.getByText("Nothing waits for an event").waitFor();
    expect(await grace.client.triggers.list().page()).toMatchObject({ items: [] });

    async function expectGood(): Promise<void> {
      window.expectNoConsoleErrors();
      await window.expectNoAxeViolations();
      await window.expectNoSidewaysScroll();
    }
  });

  /** A window of the admin, and what holds on each page. */
  async function at(path: string, width: number, colorScheme: "light" | "dark") {
    const window = await opened.open(opened.admin, { path, width, colorScheme });
    return {
      page: window.page,
      connection: (word: string) => window.connection(word),
      good: async () => {
        window.expectNoConsoleErrors();
        await window.expectNoAxeViolations();
        await window.expectNoSidewaysScroll();
      },
    };
  }
});
