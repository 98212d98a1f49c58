import { type Executor, inTransaction, insertRows } from "@handsfree/query";
import type { Database, WebhookDeliveryRow } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { readEvents, type Tail } from "../../feed/consume.ts";
import type { EventGroup, FeedEvent } from "../../feed/event.ts";
import { isWanted } from "../../feed/list.ts";
import type { SeenEvent } from "../../feed/visibility.ts";
import { retried } from "../../retried.ts";
import { holdEndpoint } from "../change-row.ts";
import { toEndpoint, type WebhookEndpoint } from "../endpoint.ts";

/** How far, in places, the stored position may stay behind while there is nothing to deliver. */
export const mostNotStored = 1000;

const groupsOfAll: ReadonlySet<EventGroup> = new Set(["actions", "commands", "webhooks"]);
/** Webhook events belong to no user. */
const groupsOfUser: ReadonlySet<EventGroup> = new Set(["actions", "commands"]);

/** The endpoints that are enabled. */
export async function findEnabledEndpoints(db: Executor<Database>): Promise<WebhookEndpoint[]> {
  const rows = await db
    .selectFrom("webhook_endpoints")
    .selectAll()
    .where("state", "=", "enabled")
    .execute();
  return rows.map(toEndpoint);
}

/**
 * Makes deliveries of the feed's events. The position of an endpoint moves in the transaction that inserts its
 * deliveries, and only from the place that was read, so that several servers make each delivery once.
 */
export class FanOut {
  /** How far each endpoint was looked at, while its position is still the stored one. */
  readonly #looked = new Map<string, { readonly stored: number; readonly until: number }>();
  readonly #db: Executor<Database>;
  readonly #context: Context;

  constructor(db: Executor<Database>, context: Context) {
    this.#db = db;
    this.#context = context;
  }

  /** @returns how far the endpoint has come, whether that is the end of the feed, and how many deliveries were made. */
  async next(
    endpoint: WebhookEndpoint,
    tail?: Tail,
  ): Promise<{ readonly until: number; readonly isEnd: boolean; readonly made: number }> {
    const { id, position: stored } = endpoint;
    const looked = this.#looked.get(id);
    const from = looked?.stored === stored ? looked.until : stored;
    const { events, until, isEnd } = await readEvents(this.#db, from, tail, this.#context);
    const wanted = events.filter((seen) => isForEndpoint(seen, endpoint)).map(({ event }) => event);
    if (wanted.length === 0 && until - stored < mostNotStored) {
      this.#looked.set(id, { stored, until });
      return { until, isEnd, made: 0 };
    }
    const isMoved = await this.#store(endpoint, until, wanted);
    this.#looked.delete(id);
    // Otherwise another server did so, or the endpoint is not enabled; what is true is read again.
    return isMoved ? { until, isEnd, made: wanted.length } : { until: from, isEnd: true, made: 0 };
  }

  #store(
    { id, position }: WebhookEndpoint,
    until: number,
    events: readonly FeedEvent[],
  ): Promise<boolean> {
    const now = this.#context.now();
    const deliveries = events.map((event) => this.#newDelivery(id, event, now));
    return retried(this.#db, () =>
      inTransaction(this.#db, async (transaction) => {
        const row = await holdEndpoint(transaction, id);
        if (row?.state !== "enabled" || row.position !== position) return false;
        await transaction
          .updateTable("webhook_endpoints")
          .set({ position: until })
          .where("id", "=", id)
          .execute();
        await insertRows(transaction, "webhook_deliveries", deliveries);
        return true;
      }),
    );
  }

  #newDelivery(endpointId: string, event: FeedEvent, now: Date): WebhookDeliveryRow {
    return {
      id: this.#context.newId(),
      endpoint_id: endpointId,
      event_id: event.id,
      event_type: event.type,
      state: "waiting",
      attempts: 0,
      next_attempt_at: now,
      lease_sha256: null,
      lease_expires_at: null,
      response_status: null,
      last_error: null,
      created_at: now,
      ended_at: null,
    };
  }
}

/** Whether an endpoint gets an event. */
export function isForEndpoint(seen: SeenEvent, { id, userId, types }: WebhookEndpoint): boolean {
  const { event } = seen;
  if (event.type === "webhook_endpoint.tested") return event.record.id === id;
  const reader =
    userId === null ? { userId: undefined, groups: groupsOfAll } : { userId, groups: groupsOfUser };
  return isWanted(seen, { ...reader, types: types ?? undefined });
}
