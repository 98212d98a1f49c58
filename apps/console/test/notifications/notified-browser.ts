import type { PushServiceDouble } from "@handsfree/testkit/push-service";
import type { CDPSession, Page, Worker } from "playwright-core";
import { expect, vi } from "vitest";
import type { ConsolePage } from "../fixture/console-page.ts";

/** A notification as it is shown. */
export interface Shown {
  readonly title: string;
  readonly body: string | undefined;
  readonly tag: string;
  readonly data: unknown;
}

/**
 * A browser that can subscribe. Headless Chromium reaches no push service, and shows no notification, so both are played
 * here. The service worker is the real one, and gets its messages by the browser, as it does from a push service.
 */
export class NotifiedBrowser {
  readonly page: Page;
  readonly #service: PushServiceDouble;
  readonly #session: CDPSession;
  #registrationId = "";
  #delivered = 0;

  private constructor(page: Page, service: PushServiceDouble, session: CDPSession) {
    this.page = page;
    this.#service = service;
    this.#session = session;
  }

  static async of({ page }: ConsolePage, service: PushServiceDouble): Promise<NotifiedBrowser> {
    await page.addInitScript({ content: playBrowser(JSON.stringify(service.subscription)) });
    const session = await page.context().newCDPSession(page);
    const browser = new NotifiedBrowser(page, service, session);
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      for (const { registrationId } of registrations) browser.#registrationId = registrationId;
    });
    await session.send("ServiceWorker.enable");
    await page.reload();
    return browser;
  }

  /** The service worker, once it runs. From then on it shows notifications in a list of its own. */
  async worker(): Promise<Worker> {
    const context = this.page.context();
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    await worker.evaluate(playNotifications);
    return worker;
  }

  /** Waits for the next message at the push service, and has the service worker get what it says. */
  async deliverNext(): Promise<Record<string, unknown>> {
    const next = this.#delivered;
    await vi.waitFor(
      () => {
        expect(this.#service.refusals).toEqual([]);
        expect(this.#service.pushed.length).toBeGreaterThan(next);
      },
      { timeout: 60_000, interval: 50 },
    );
    const text = this.#service.pushed[next]?.text ?? "";
    this.#delivered = next + 1;
    await this.#session.send("ServiceWorker.deliverPushMessage", {
      origin: new URL(this.page.url()).origin,
      registrationId: this.#registrationId,
      data: text,
    });
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Waits until exactly these notifications are shown. */
  async shows(expected: readonly Partial<Shown>[]): Promise<void> {
    const worker = await this.worker();
    await vi.waitFor(
      async () => {
        const shown = await worker.evaluate<Shown[]>("self.shownNotifications()");
        expect(shown.length).toBe(expected.length);
        expect(shown).toMatchObject(expected);
      },
      { timeout: 30_000, interval: 50 },
    );
  }
}

/** What a browser with a push service does, with the permission of a person who allows all. */
function playBrowser(subscription: string): string {
  return `{
    const has = (name) => localStorage.getItem(name) !== null;
    Object.defineProperty(Notification, "permission", { get: () => (has("granted") ? "granted" : "default") });
    Notification.requestPermission = async () => {
      localStorage.setItem("granted", "");
      return "granted";
    };
    const subscription = {
      ...${subscription},
      toJSON: () => (${subscription}),
      unsubscribe: async () => {
        localStorage.removeItem("subscribed");
        return true;
      },
    };
    PushManager.prototype.getSubscription = async () => (has("subscribed") ? subscription : null);
    PushManager.prototype.subscribe = async (options) => {
      if (options.userVisibleOnly !== true) throw new DOMException("only visible", "NotAllowedError");
      localStorage.setItem("subscribed", options.applicationServerKey);
      return subscription;
    };
  }`;
}

const playNotifications = `{
  if (self.shownNotifications === undefined) {
    const shown = new Map();
    self.shownNotifications = () => [...shown.values()].map(({ close, ...rest }) => rest);
    const prototype = ServiceWorkerRegistration.prototype;
    prototype.showNotification = async (title, { tag, body, data }) => {
      shown.set(tag, { title, tag, body, data, close: () => shown.delete(tag) });
    };
    prototype.getNotifications = async ({ tag }) => [...shown.values()].filter((one) => one.tag === tag);
  }
}`;
