import { randomBytes } from "node:crypto";
import { vi } from "vitest";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import {
  createWebhookEndpoint,
  deliverWebhooks,
  listWebhookDeliveries,
  type NewWebhookEndpoint,
  type SendWebhook,
  type WebhookAnswer,
  type WebhookDelivery,
  type WebhookEndpoint,
  type WebhookMessage,
} from "../../src/entries/webhook-endpoints.ts";

export const signingKey: Uint8Array = randomBytes(32);

/** Receivers in memory, which answer 204 unless a test says otherwise. */
export class Receivers {
  readonly received: WebhookMessage[] = [];
  answer: (message: WebhookMessage) => WebhookAnswer | Promise<WebhookAnswer> = () => ({
    status: 204,
  });

  readonly send: SendWebhook = async (message) => {
    this.received.push(message);
    return this.answer(message);
  };

  /** The `webhook-id`s that an address got, in order. */
  idsAt(url: string): (string | undefined)[] {
    return this.received
      .filter((message) => message.url === url)
      .map(({ headers }) => headers["webhook-id"]);
  }

  /** The types of the events that an address got, in order of their ids. */
  typesAt(url: string): string[] {
    return this.received
      .filter((message) => message.url === url)
      .map(({ body }) => JSON.parse(body) as { type: string; data: { id: number } })
      .toSorted((a, b) => a.data.id - b.data.id)
      .map(({ type }) => type);
  }
}

/** Delivers until it is disposed of. */
export function delivering(
  db: Executor<Database>,
  { send }: Pick<Receivers, "send">,
  clock: TestClock,
): AsyncDisposable {
  const stop = new AbortController();
  const render = (event: object) => event;
  const running = deliverWebhooks(
    db,
    { signingKey, send, render, pollMilliseconds: 5, random: () => 0, signal: stop.signal },
    clock,
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

export async function addEndpoint(
  db: Executor<Database>,
  clock: TestClock,
  input: Partial<NewWebhookEndpoint> = {},
): Promise<WebhookEndpoint> {
  const created = await createWebhookEndpoint(db, { url: "https://a.example/", ...input }, clock);
  if (created.outcome !== "created") throw new Error(created.outcome);
  return created.endpoint;
}

export async function deliveriesOf(
  db: Executor<Database>,
  endpointId: string,
): Promise<readonly WebhookDelivery[]> {
  const { items } = await listWebhookDeliveries(db, { endpointId });
  return items;
}

/** Waits for a condition; on a busy machine it can take long. */
export function eventually<T>(condition: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(condition, { timeout: 60_000, interval: 10 });
}
