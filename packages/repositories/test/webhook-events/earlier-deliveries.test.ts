import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import {
  githubSource,
  receiveWebhook,
  type WebhookEvent,
  type WebhookReceipt,
} from "../../src/entries/webhooks.ts";
import {
  allEvents,
  db,
  eventOf,
  githubHeaders,
  outcomes,
  receive,
  secret,
  times,
  useDeliveries,
} from "./deliveries.ts";

useDeliveries();

const body = '{"action":"opened","text":"M\u00fcller"}';
/** That body, as Python's `json.dumps` writes it. */
const asPythonWrote = '{"text": "M\\u00fcller", "action": "opened"}';

const tell = (hookId: string | undefined, text = body): Promise<WebhookReceipt> =>
  receive(text, {
    headers: {
      ...githubHeaders(text),
      ...(hookId !== undefined && { "x-github-hook-id": hookId }),
    },
  });

/** Changes all rows to the form of an earlier release. */
async function asBefore(...changes: ReturnType<typeof sql>[]): Promise<void> {
  const own = sql`owned_delivery = source || '/' || delivery_id`;
  await sql`update webhook_events set ${sql.join([own, ...changes])}`.execute(db);
}

let first: WebhookEvent;
beforeEach(async () => {
  first = eventOf(await tell("1"));
});

test("a redelivery after the upgrade is a duplicate; another hook's or another body is not", async () => {
  await asBefore();
  expect(await tell("1")).toMatchObject({
    outcome: "duplicate",
    sameBody: true,
    event: { id: first.id, duplicates: 1 },
  });
  expect(outcomes([await tell("2"), await tell("1", "{}")])).toEqual({ stored: 2 });
  expect(outcomes([await tell("1"), await tell("2"), await tell("1", "{}")])).toEqual({
    duplicate: 3,
  });
  expect(await allEvents()).toHaveLength(3);
});

test("50 redeliveries after the upgrade at once: each is counted on the old row", async () => {
  await asBefore();
  expect(outcomes(await times(50, () => tell("1")))).toEqual({ duplicate: 50 });
  expect(await allEvents()).toMatchObject([{ id: first.id, duplicates: 50 }]);
});

test("without a stored hook, the id and the body identify an old row", async () => {
  await asBefore(sql`headers = null`);
  expect(await tell("1")).toMatchObject({ outcome: "duplicate", sameBody: true });
  expect(await tell("1", "{}")).toMatchObject({ outcome: "stored" });
});

test("without a digest, the stored bytes identify an old row", async () => {
  await asBefore(sql`headers = null`, sql`body_sha256 = null`);
  expect(await tell("1")).toMatchObject({ outcome: "duplicate", sameBody: true });
  expect(await tell("1", "{}")).toMatchObject({ outcome: "stored" });
});

test("an equal JSON value identifies a row of the Python project", async () => {
  const payload = sql`payload = ${asPythonWrote}`;
  await asBefore(sql`headers = null`, sql`body_sha256 = null`, sql`body = null`, payload);
  expect(await tell("1")).toMatchObject({
    outcome: "duplicate",
    sameBody: null,
    event: { id: first.id },
  });
  const ofApp = '{"action":"opened","text":"M\u00fcller","installation":{"id":7}}';
  expect(outcomes([await tell("2", ofApp), await tell("2", ofApp)])).toEqual({
    stored: 1,
    duplicate: 1,
  });
});

test("without body and digest, the id identifies an old row", async () => {
  const gone = sql`payload_removed_at = received_at`;
  await asBefore(sql`headers = null`, sql`body_sha256 = null`, sql`body = null`, gone);
  expect(await tell("1")).toMatchObject({ outcome: "duplicate", sameBody: null });
});

test("an old row is found in the caller's transaction too", async () => {
  await asBefore();
  const headers = { ...githubHeaders(body), "x-github-hook-id": "1" };
  const delivery = {
    source: githubSource({ secrets: [secret] }),
    headers,
    body: Buffer.from(body),
  };
  await db.transaction().execute(async (transaction) => {
    expect(await receiveWebhook(transaction, delivery)).toMatchObject({ outcome: "duplicate" });
  });
});
