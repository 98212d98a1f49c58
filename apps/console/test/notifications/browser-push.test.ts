import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "@handsfree/testkit";
import { hasBrowser } from "@handsfree/testkit/browser";
import { PushServiceDouble, selfSigned } from "@handsfree/testkit/push-service";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openConsole, type OpenConsole, type Person } from "../fixture/open-console.ts";
import { NotifiedBrowser } from "./notified-browser.ts";

describe.skipIf(!hasBrowser)("the notifications of a browser", () => {
  const stack = new AsyncDisposableStack();
  let opened: OpenConsole;
  let service: PushServiceDouble;
  let ada: Person;
  beforeAll(async () => {
    const folder = stack.use(await temporaryDirectory());
    const certificate = selfSigned();
    const authority = join(folder.path, "push-service.pem");
    await writeFile(authority, certificate.cert);
    const env = {
      WEBHOOK_ALLOWED_ADDRESSES: "127.0.0.1",
      NODE_EXTRA_CA_CERTS: authority,
      PUSH_CONTACT: "mailto:ops@example.org",
      SMTP_URL: "smtp://127.0.0.1:9",
      MAIL_FROM: "HandsFree <handsfree@example.org>",
    };
    opened = stack.use(await openConsole({ engine: "duckdb", env }));
    ada = await opened.person("Ada Lovelace");
    const { web_push_key: key } = await opened.admin.client.request("GET /v1/notification-options");
    service = stack.use(await PushServiceDouble.start(key ?? "", certificate));
  });
  afterAll(() => stack.disposeAsync());

  test("are turned on by a tap, come and go with what waits, lead to it, and end by a tap", async () => {
    const window = await opened.open(ada, { width: 390, path: "/notifications" });
    const { page } = window;
    const browser = await NotifiedBrowser.of(window, service);
    await page.getByText("Notifications are off here").waitFor();
    expect(page.context().serviceWorkers()).toEqual([]);
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await page.getByText("This browser notifies you").waitFor();
    await page.getByText("this browser", { exact: true }).waitFor();
    await window.screenshot("notifications-on-390-light");
    await window.expectNoAxeViolations();
    const worker = await browser.worker();

    await page.getByRole("button", { name: "Send a test" }).click();
    expect(await browser.deliverNext()).toMatchObject({ type: "test" });
    const told = { title: "HandsFree reaches you here", data: { path: "/notifications" } };
    await browser.shows([told]);

    const action = await ada.client.pendingActions.propose({
      summary: "Deploy to production",
      action_type: "deploy",
      action_payload: { secret: "of the payload" },
    });
    await browser.deliverNext();
    const asked = {
      title: "An action waits for you",
      tag: action.id,
      data: { path: `/waiting/${action.id}` },
    };
    await browser.shows([told, asked]);
    expect(service.pushed.map(({ text }) => text).join()).not.toMatch(/Deploy|secret|payload/);

    await worker.evaluate(clickOn(action.id));
    await expect.poll(() => worker.evaluate("self.opened")).toEqual([`/waiting/${action.id}`]);
    const { state } = await ada.client.request("GET /v1/pending-actions/{id}", {
      path: { id: action.id },
    });
    expect(state).toBe("pending");

    await ada.client.pendingActions.approve(action.id, { payload_digest: action.payload_digest });
    expect(await browser.deliverNext()).toMatchObject({ type: "action.cleared", tag: action.id });
    await browser.shows([told]);

    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("Notifications are off here").waitFor();
    await page.getByText("Nothing notifies you yet").waitFor();
    expect(await page.evaluate("localStorage.getItem('subscribed')")).toBeNull();
    window.expectNoConsoleErrors();
  });

  test("come to a console that a phone can install, and that says when it cannot be loaded", async () => {
    const window = await opened.open(ada, { width: 390, path: "/notifications" });
    const { page } = window;
    const browser = await NotifiedBrowser.of(window, service);
    const session = await page.context().newCDPSession(page);
    const manifest = await session.send("Page.getAppManifest");
    expect(manifest.errors).toEqual([]);
    const { icons, display } = JSON.parse(manifest.data ?? "") as Manifest;
    expect(display).toBe("standalone");
    for (const { src, type } of icons) {
      const answer = await fetch(opened.server.url + src);
      expect(answer.headers.get("content-type")).toBe(type);
      expect(answer.status).toBe(200);
    }
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await page.getByText("This browser notifies you").waitFor();
    await browser.worker();
    const worker = await fetch(`${opened.server.url}/sw.js`);
    expect(worker.headers.get("cache-control")).toBe("no-cache");
    expect(worker.headers.get("content-security-policy")).toMatch(/default-src 'none'/);
    const address = opened.server.url;
    await page.context().setOffline(true);
    await page.goto(`${address}/notifications`);
    await page.getByRole("heading", { name: "HandsFree does not answer" }).waitFor();
    await window.screenshot("notifications-offline-390-light");
    await window.expectNoAxeViolations();
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "Try again" }).click();
    await page.getByRole("button", { name: "Turn off" }).click();
    await page.getByText("Nothing notifies you yet").waitFor();
  });

  test("have e-mail beside them, for a person whose account has an address", async () => {
    const path = "/notifications?add=email";
    const without = await opened.open(ada, { width: 390, path });
    await without.page.getByText("Your account has no e-mail address").waitFor();
    expect(await without.page.getByRole("button", { name: "Add it" }).isDisabled()).toBe(true);
    const body = { email: "grace@example.org", role: "approver" } as const;
    const grace = await opened.admin.client.request("POST /v1/users", { body });
    const window = await opened.open({ ...ada, id: grace.id }, { width: 390, path });
    const { page } = window;
    await page.getByText("Mails go to the address of your account").waitFor();
    await page.getByLabel("What it shows").selectOption("summary");
    await page.getByText("Merge octo/repo#12 into main").waitFor();
    await window.screenshot("notifications-email-390-light");
    await page.getByRole("button", { name: "Add it" }).click();
    const row = page.getByRole("list", { name: "Channels" }).getByRole("listitem");
    await row.getByText("grace@example.org").waitFor();
    await row.getByText("Shows the summary").waitFor();
    window.expectNoConsoleErrors();
  });

  test("go on with what the person chose when the browser renews its subscription", async () => {
    const window = await opened.open(ada, { path: "/notifications" });
    const { page } = window;
    const browser = await NotifiedBrowser.of(window, service);
    await page.getByRole("button", { name: "Turn on", exact: true }).click();
    await page.getByText("This browser notifies you").waitFor();
    await page.getByRole("button", { name: /^More for/ }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByLabel("Name (optional)").fill("Desk");
    await page.getByLabel("What it shows").selectOption("summary");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Shows the summary").waitFor();
    const worker = await browser.worker();
    const { endpoint, keys } = service.subscription;
    await worker.evaluate(renewTo(JSON.stringify({ endpoint: `${endpoint}/renewed`, keys })));
    await page.goto("/");
    await page.goto("/notifications");
    await expect.poll(() => worker.evaluate("self.renewed"), { timeout: 30_000 }).toBe("renewed");
    await page.reload();
    await page.getByText("Desk").waitFor();
    await page.getByText("Shows the summary").waitFor();
    expect(await page.getByRole("list", { name: "Channels" }).getByRole("listitem").count()).toBe(
      1,
    );
    window.expectNoConsoleErrors();

    // Whoever uses the browser next is not told what waits.
    await page.getByRole("button", { name: "Ada Lovelace" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL("/sign-in");
    expect(await page.evaluate("localStorage.getItem('subscribed')")).toBeNull();
    const again = await opened.open(ada, { path: "/notifications" });
    await again.page.getByText("Nothing notifies you yet").waitFor();
  });
});

interface Manifest {
  readonly display: string;
  readonly icons: readonly { readonly src: string; readonly type: string }[];
}

/** A click on the notification, as the browser tells the service worker of it. */
function clickOn(id: string): string {
  return `{
    self.opened = [];
    Clients.prototype.openWindow = async (path) => void self.opened.push(path);
    const notification = { data: self.shownNotifications().find(({ tag }) => tag === "${id}").data, close() {} };
    const event = new Event("notificationclick");
    self.dispatchEvent(Object.assign(event, { notification, waitUntil() {} }));
  }`;
}

/** The browser has made a new subscription, as it tells the service worker. */
function renewTo(subscription: string): string {
  return `{
    const newSubscription = { ...${subscription}, toJSON: () => (${subscription}) };
    const waitUntil = (renewing) => renewing.then(() => (self.renewed = "renewed"));
    const event = new Event("pushsubscriptionchange");
    self.dispatchEvent(Object.assign(event, { newSubscription, waitUntil }));
  }`;
}
