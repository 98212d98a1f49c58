import type { Executor } from "@handsfree/query";
import type { Database, WebhookEventRow } from "@handsfree/schema";
import { canonicalJsonOf } from "../canonical-json.ts";
import { decodeOptionalJson } from "../json.ts";
import { sha256 } from "../token.ts";
import { earlierDeliveryKey, isEarlierKey } from "./delivery-key.ts";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";
import type { NewEventRow } from "./event-row.ts";

/** A row of an earlier release that matches a delivery, as far as its columns can tell. */
export interface EarlierDelivery {
  readonly event: WebhookEvent;
  /** True if the bodies are equal to the byte; null if the earlier release did not keep the bytes. */
  readonly sameBody: true | null;
}

/** Whether a database holds rows of an earlier release. It can get no new ones, so it is checked once. */
const holding = new WeakMap<Executor<Database>, Promise<boolean>>();

/**
 * Finds the row of an earlier release that a delivery repeats. Those releases identified deliveries by their id
 * alone; here the hook and the body must match as well, as far as they are on record.
 */
export async function findEarlierDelivery(
  db: Executor<Database>,
  delivery: NewEventRow,
  hookId: string | null,
): Promise<EarlierDelivery | undefined> {
  const { source, delivery_id: deliveryId } = delivery;
  if (deliveryId === null) return undefined;
  if (!(await holdsEarlierRows(db))) return undefined;
  const key = earlierDeliveryKey(source, deliveryId);
  // Most deliveries repeat none, and a look for the id alone takes the least time.
  const known = await db
    .selectFrom("webhook_events")
    .select("id")
    .where("owned_delivery", "=", key)
    .executeTakeFirst();
  const row = known && (await findById(db, known.id));
  if (row === undefined || isOfAnotherHook(row, hookId)) return undefined;
  const sameBody = compareBodies(row, delivery);
  return sameBody === false ? undefined : { event: toWebhookEvent(row), sameBody };
}

function findById(db: Executor<Database>, id: string) {
  return db
    .selectFrom("webhook_events")
    .select([...eventColumns, "body", "payload"])
    .where("id", "=", id)
    .executeTakeFirst();
}

/** Callers at once share one check. It is made again after it failed, and while no row can tell. */
function holdsEarlierRows(db: Executor<Database>): Promise<boolean> {
  const known = holding.get(db);
  if (known) return known;
  const forget = (): void => void holding.delete(db);
  const check = oldestKey(db).then((key) => {
    if (key === undefined) forget();
    return key !== undefined && isEarlierKey(key);
  });
  check.catch(forget);
  holding.set(db, check);
  return check;
}

async function oldestKey(db: Executor<Database>): Promise<string | undefined> {
  const oldest = await db
    .selectFrom("webhook_events")
    .select("owned_delivery")
    .where("owned_delivery", "is not", null)
    .orderBy("received_at")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return oldest?.owned_delivery ?? undefined;
}

/** Earlier releases kept GitHub's hook id in the headers alone. */
function isOfAnotherHook({ headers }: Pick<WebhookEventRow, "headers">, hookId: string | null) {
  const kept = (decodeOptionalJson(headers) as WebhookEvent["headers"])?.["x-github-hook-id"];
  return kept !== undefined && hookId !== null && kept !== hookId;
}

type KeptBody = Pick<WebhookEventRow, "body" | "body_sha256" | "payload" | "payload_removed_at">;

/** A body that was removed before its digest was computed can be matched by its delivery id alone. */
function compareBodies(first: KeptBody, { body, body_sha256: digest }: NewEventRow) {
  const kept = first.body_sha256 ?? (first.body === null ? null : sha256(first.body));
  if (kept !== null) return kept === digest;
  if (first.payload === null) return first.payload_removed_at === null ? false : null;
  return body !== null && saysTheSame(first.payload, body) ? null : false;
}

/** The Python project stored the JSON that its parser produced, not the bytes of the body. */
function saysTheSame(payload: string, body: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return canonicalJsonOf(payload) === canonicalJsonOf(text);
  } catch {
    return false;
  }
}
