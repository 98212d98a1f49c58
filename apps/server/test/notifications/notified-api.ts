import { randomBytes } from "node:crypto";
import { createPendingAction, type PendingAction } from "@handsfree/repositories/pending-actions";
import { deliverNotifications } from "@handsfree/repositories/notifications";
import type { CreatedNotificationChannelJson } from "@handsfree/wire/notifications";
import { keepSecrets } from "@handsfree/testkit";
import { expect, vi } from "vitest";
import { noticeSender } from "../../src/notifications/send.ts";
import type { NotificationSettings } from "../../src/notifications/settings.ts";
import { AddressRules } from "@handsfree/executors/outgoing";
import { requestSender } from "@handsfree/executors/outgoing";
import { startLasting } from "../../src/webhook-deliveries/start-lasting.ts";
import { TestApi } from "../api.ts";
import { bearer, keyOfUser } from "../callers.ts";

export const person = "019a2f6e-0000-7000-8000-0000000000f1";
export const origin = "https://handsfree.example";

/** The API, with a person who manages their channels, and what notifies them. */
export class NotifiedApi implements AsyncDisposable {
  readonly api: TestApi;
  readonly signingKey: Uint8Array;
  readonly headers: { readonly authorization: string };
  readonly #settings: NotificationSettings;
  readonly #slackApi: string | undefined;

  private constructor(
    api: TestApi,
    signingKey: Uint8Array,
    headers: { readonly authorization: string },
    settings: NotificationSettings,
    slackApi: string | undefined,
  ) {
    this.api = api;
    this.signingKey = signingKey;
    this.headers = headers;
    this.#settings = settings;
    this.#slackApi = slackApi;
  }

  /** @param slackApi where Slack's methods are. */
  static async start(
    given: Partial<NotificationSettings> = {},
    slackApi?: string,
  ): Promise<NotifiedApi> {
    const signingKey = randomBytes(32);
    const notifications = { pushContact: "mailto:ops@example.org", ...given };
    const signIn = { origin };
    const webhookAddresses = new AddressRules("127.0.0.1");
    const services = { webhookSigningKey: signingKey, notifications, signIn, webhookAddresses };
    const api = await TestApi.start(services);
    // Push services and Slack compare times with their own clocks.
    api.clock.advance(Date.now() - api.clock.now().getTime());
    const headers = bearer(await keyOfUser(api.db, person, ["admin"]));
    return new NotifiedApi(api, signingKey, headers, notifications, slackApi);
  }

  /** Notifies as the server does, until it is disposed of. @param allowed the addresses that may be called. */
  notify(allowed = "127.0.0.1"): AsyncDisposable {
    const { db, clock } = this.api;
    const send = noticeSender({
      settings: this.#settings,
      signingKey: this.signingKey,
      origin,
      send: requestSender({ rules: new AddressRules(allowed) }),
      slackApi: this.#slackApi,
      now: () => clock.now(),
    });
    const options = { signingKey: this.signingKey, send, pollMilliseconds: 10, random: () => 0 };
    const { stop } = startLasting({
      name: "notifications",
      run: (signal) => deliverNotifications(db, { ...options, signal }, clock),
      log: { error: (problem: unknown) => expect.unreachable(JSON.stringify(problem)) },
    });
    return { [Symbol.asyncDispose]: stop };
  }

  call(method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: object) {
    const url = `/v1/notification-${path}`;
    const { headers } = this;
    return this.api.app.inject({ method, url, headers, ...(payload && { payload }) });
  }

  /** Adds a channel, which must succeed. */
  async add(body: object): Promise<CreatedNotificationChannelJson> {
    const answer = await this.call("POST", "channels", body);
    if (answer.statusCode !== 201) throw new Error(answer.body);
    const created = answer.json<CreatedNotificationChannelJson>();
    if (created.link_code !== null) await keepSecrets([created.link_code]);
    return created;
  }

  async propose(more: object = {}): Promise<PendingAction> {
    const proposal = await createPendingAction(
      this.api.db,
      {
        userId: person,
        summary: "Merge #12 into main",
        actionType: "merge_pr",
        actionPayload: { pr: 12, note: "PRIVATE" },
        ...more,
      },
      this.api.clock,
    );
    if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
    return proposal.action;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.api[Symbol.asyncDispose]();
  }
}

/** Waits for a condition; on a busy machine it can take long. */
export function eventually<T>(condition: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(condition, { timeout: 60_000, interval: 10 });
}
