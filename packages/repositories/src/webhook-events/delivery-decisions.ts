import type { EarlierDelivery } from "./earlier-delivery.ts";
import { toWebhookEvent, type WebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";
import type { GenuineReceipt } from "./receipt.ts";

/** A genuine delivery to store. */
export interface GenuineDelivery {
  readonly row: NewEventRow;
  /** How long its body makes the same body a duplicate, in seconds. */
  readonly window: number;
  /** The row of an earlier release that it repeats. */
  readonly earlier?: EarlierDelivery | undefined;
  /** Whether an event is known, or likely, to have its key. */
  readonly looks?: boolean | undefined;
}

/** An event that a delivery can repeat, with the repetitions of this transaction counted. */
export interface FirstEvent {
  event: WebhookEvent;
  /** The row to insert; undefined if the event is in the table. */
  readonly row: NewEventRow | undefined;
  /** How many repetitions were counted on an event that is in the table. */
  repeated: number;
  /** Whether the event was deleted, or not inserted because another transaction inserted its key. */
  lost: boolean;
}

/** The unique keys of an event that is in the table. */
export interface EventKeys {
  readonly event: WebhookEvent;
  readonly ownedDelivery: string | null;
  readonly ownedBody: string | null;
}

export interface Decision {
  readonly first: FirstEvent;
  readonly receipt: GenuineReceipt;
}

/** The outcomes of deliveries, decided one after the other, and all that must be written for them. */
export class DeliveryDecisions {
  /** Events to insert. */
  readonly added: FirstEvent[] = [];
  /** Events in the table whose body another event takes over. */
  readonly outlived: WebhookEvent[] = [];
  readonly #byId = new Map<string, FirstEvent>();
  readonly #byDelivery = new Map<string, FirstEvent>();
  readonly #byBody = new Map<string, FirstEvent>();

  /** @param found the events in the table with keys of the deliveries. */
  constructor(found: readonly EventKeys[]) {
    for (const { event, ownedDelivery, ownedBody } of found) {
      const first = this.#firstInTable(event);
      if (ownedDelivery !== null) this.#byDelivery.set(ownedDelivery, first);
      if (ownedBody !== null) this.#byBody.set(ownedBody, first);
    }
  }

  /** Events in the table on which repetitions must be counted. */
  get repeated(): FirstEvent[] {
    return [...this.#byId.values()].filter(({ repeated }) => repeated > 0);
  }

  decide({ row, window, earlier }: GenuineDelivery): Decision {
    if (earlier) {
      const first = this.#firstInTable(earlier.event);
      return repeat(first, row, "delivery_id", earlier.sameBody);
    }
    const { owned_delivery: delivery, owned_body: body } = row;
    const byDelivery = delivery === null ? undefined : this.#byDelivery.get(delivery);
    if (byDelivery) return repeat(byDelivery, row, "delivery_id");
    const byBody = body === null ? undefined : this.#byBody.get(body);
    if (byBody && isWithin(byBody.event, row, window)) return repeat(byBody, row, "body");
    if (byBody?.row) byBody.row.owned_body = null;
    else if (byBody) this.outlived.push(byBody.event);

    const event = toWebhookEvent(row);
    const first: FirstEvent = { event, row: { ...row }, repeated: 0, lost: false };
    this.added.push(first);
    if (delivery !== null) this.#byDelivery.set(delivery, first);
    if (body !== null) this.#byBody.set(body, first);
    return { first, receipt: { outcome: "stored", event } };
  }

  #firstInTable(event: WebhookEvent): FirstEvent {
    const known = this.#byId.get(event.id);
    const first = known ?? { event, row: undefined, repeated: 0, lost: false };
    this.#byId.set(event.id, first);
    return first;
  }
}

/** At its end the window no longer holds. */
function isWithin(first: WebhookEvent, row: NewEventRow, window: number): boolean {
  return row.received_at.getTime() < first.receivedAt.getTime() + window * 1000;
}

function repeat(
  first: FirstEvent,
  { received_at: now }: NewEventRow,
  matched: "delivery_id" | "body",
  sameBody: true | null = true,
): Decision {
  const duplicates = first.event.duplicates + 1;
  first.event = { ...first.event, duplicates, lastDuplicateAt: now };
  if (first.row) {
    first.row.duplicates = duplicates;
    first.row.last_duplicate_at = now;
  } else {
    first.repeated++;
  }
  return { first, receipt: { outcome: "duplicate", event: first.event, matched, sameBody } };
}
