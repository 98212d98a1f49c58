import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type FeedEvent, toEvent } from "../../feed/event.ts";

/** A request to make. */
export interface WebhookMessage {
  readonly url: string;
  /** With the signature. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON: `{type, timestamp, data}`. */
  readonly body: string;
  /** Aborted when the lease of the delivery is lost. */
  readonly signal: AbortSignal;
}

/** What a receiver answered, or why there is no answer. */
export type WebhookAnswer =
  | {
      readonly status: number;
      /** The header `Retry-After`. */
      readonly retryAfter?: string | undefined;
    }
  | { readonly error: string };

/** Makes a request. It ends within a time that is less than the lease, and does not follow redirects. */
export type SendWebhook = (message: WebhookMessage) => Promise<WebhookAnswer>;

/** Makes the JSON form of an event. */
export type RenderEvent = (event: FeedEvent) => object;

/** Reads an event by its place; undefined if it is no longer kept. */
export async function findEvent(
  db: Executor<Database>,
  id: number,
): Promise<FeedEvent | undefined> {
  const row = await db.selectFrom("events").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toEvent(row, id).event;
}

/**
 * The body of an event, of the members that the specification recommends.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#payload-structure
 */
export function bodyOf(event: FeedEvent, render: RenderEvent): string {
  const { type, at } = event;
  return JSON.stringify({ type, timestamp: at.toISOString(), data: render(event) });
}
