import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach } from "vitest";
import {
  findWebhookPayload,
  githubSource,
  type IncomingWebhook,
  listWebhookEvents,
  type NewWebhookEvent,
  receiveWebhook,
  signGithubPayload,
  storeWebhookEvent,
  type WebhookEvent,
  type WebhookReceipt,
  type WebhookSource,
} from "../../src/entries/webhooks.ts";

export const secret = "It's a Secret to Everybody";
const github: WebhookSource = githubSource({ secrets: [secret] });

/** The database and clock of the current test, in a file that calls `useDeliveries`. */
export let db: Kysely<Database>;
export let clock: TestClock;

/** Gives each test of the calling file its own database and clock. */
export function useDeliveries(): void {
  beforeEach(async () => {
    db = await openTestDatabase();
    clock = new TestClock();
  });
  afterEach(() => db.destroy());
}

export function store(input: Partial<NewWebhookEvent> = {}): Promise<WebhookReceipt> {
  return storeWebhookEvent(
    db,
    {
      source: "github",
      eventType: "push",
      deliveryId: "d-1",
      signatureOk: true,
      payload: "{}",
      ...input,
    },
    clock,
  );
}

export const githubHeaders = (body: string, deliveryId = "d-1"): Record<string, string> => ({
  "content-type": "application/json",
  "x-github-event": "push",
  "x-github-delivery": deliveryId,
  "x-hub-signature-256": signGithubPayload(secret, body),
});

/** A delivery in GitHub's form, with the given changes. */
export function receive(
  body: string,
  input: Partial<IncomingWebhook> = {},
): Promise<WebhookReceipt> {
  const delivery = { source: github, headers: githubHeaders(body), body: Buffer.from(body) };
  return receiveWebhook(db, { ...delivery, ...input }, clock);
}

/** The event of a receipt; fails without one. */
export function eventOf(receipt: WebhookReceipt): WebhookEvent {
  if ("event" in receipt) return receipt.event;
  throw new Error(`no event, but ${receipt.outcome}`);
}

export const outcomes = (receipts: readonly WebhookReceipt[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of receipts) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

export const times = <Result>(
  count: number,
  work: (index: number) => Promise<Result>,
): Promise<Result[]> => Promise.all(Array.from({ length: count }, (_, index) => work(index)));

export async function payloadOf(receipt: WebhookReceipt): Promise<Buffer> {
  const found = await findWebhookPayload(db, eventOf(receipt).id);
  return Buffer.from(found.outcome === "found" ? found.payload : `no payload: ${found.outcome}`);
}

export async function allEvents(): Promise<readonly WebhookEvent[]> {
  return (await listWebhookEvents(db, { limit: 1000 })).items;
}
