import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { expect } from "vitest";
import {
  type ClaimedWebhookEvent,
  claimWebhookEvents,
  findWebhookEvent,
  listWebhookTransitions,
  storeWebhookEvent,
  type WebhookEvent,
} from "../../src/entries/webhooks.ts";

export const unknownId = "019a2f6e-0000-7000-8000-0000000000ff";

/** Stores genuine events, all due at once, and returns their ids in order. */
export async function storeEvents(
  db: Kysely<Database>,
  clock: TestClock,
  count = 1,
  rest: { readonly source?: string; readonly eventType?: string } = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const delivery = { source: "github", eventType: "push", payload: "{}", ...rest };
    const { event } = await storeWebhookEvent(db, { ...delivery, signatureOk: true }, clock);
    ids.push(event.id);
  }
  return ids;
}

export async function storeForged(db: Kysely<Database>, clock: TestClock): Promise<string> {
  const forged = { source: "github", signatureOk: false, payload: "{}" } as const;
  await storeWebhookEvent(db, forged, clock);
  const { id } = await db
    .selectFrom("webhook_events")
    .select("id")
    .where("state", "=", "rejected")
    .executeTakeFirstOrThrow();
  return id;
}

/** Claims one event; fails without one. */
export async function claimOne(
  db: Kysely<Database>,
  clock: TestClock,
  worker = "worker-1",
): Promise<ClaimedWebhookEvent & { readonly id: string; readonly token: string }> {
  const [claimed] = await claimWebhookEvents(db, { worker }, clock);
  if (claimed === undefined) throw new Error("nothing is due");
  return { ...claimed, id: claimed.event.id, token: claimed.lease.token };
}

/** Finds the event; fails without it. */
export async function getEvent(db: Kysely<Database>, id: string): Promise<WebhookEvent> {
  const event = await findWebhookEvent(db, id);
  if (event === undefined) throw new Error("no such event");
  return event;
}

/** The transitions of the event, oldest first, as `transition attempt`. */
export async function historyOf(db: Kysely<Database>, id: string): Promise<string[]> {
  const { items } = await listWebhookTransitions(db, id);
  return items.toReversed().map(({ transition, attempt }) => `${transition} ${attempt}`);
}

export async function removePayload(db: Kysely<Database>, id: string): Promise<void> {
  await db
    .updateTable("webhook_events")
    .set({ body: null, payload_removed_at: new Date() })
    .where("id", "=", id)
    .execute();
}

/** Expects that the call does not change the database. */
export async function expectUnchanged(
  db: Kysely<Database>,
  work: () => Promise<unknown>,
): Promise<void> {
  const all = async (): Promise<unknown[]> => [
    await db.selectFrom("webhook_events").selectAll().orderBy("id").execute(),
    await db.selectFrom("webhook_transitions").selectAll().orderBy("id").execute(),
    await db.selectFrom("webhook_replays").selectAll().orderBy("id").execute(),
  ];
  const before = await all();
  await work();
  expect(await all()).toEqual(before);
}
