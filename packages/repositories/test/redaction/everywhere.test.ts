import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  failWebhookEvent,
  ignoreWebhookEvent,
  replayWebhookEvent,
  replayWebhookEvents,
  retryWebhookEvent,
  stopReplay,
  storeWebhookEvent,
} from "../../src/entries/webhooks.ts";
import { type Context, createRedactor } from "../../src/index.ts";
import { dumpDatabase } from "../erasure/dump.ts";
import { claimOne } from "../webhook-events/inbox-fixture.ts";

const secret = "ACME-123456";
const said = `it says ${secret}`;

let db: Kysely<Database>;
let clock: TestClock;
let context: Context;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  const redactor = createRedactor({ patterns: [/\bACME-\d{6}\b/] });
  context = { now: () => clock.now(), newId: () => clock.newId(), redactor };
});
afterEach(() => db.destroy());

test("the context's redactor redacts commands", async () => {
  const { command } = await recordCommand(
    db,
    {
      userId: "019a2f6e-0000-7000-8000-0000000000aa",
      inputType: "text",
      status: "ok",
      transcript: `please use ${secret} for this one`,
      storeTranscript: true,
      intentName: said,
      entities: { note: said },
    },
    context,
  );
  expect(command.transcript).toContain("[redacted]");
  expect(await dumpDatabase(db)).not.toContain(secret.toLowerCase());
});

test("the context's redactor redacts webhook events, except their bodies", async () => {
  const headers = { "user-agent": said };
  const delivery = { source: "github", signatureOk: true, payload: "{}", headers } as const;
  await storeWebhookEvent(db, delivery, context);
  await storeWebhookEvent(db, delivery, context);
  const { id, token } = await claimOne(db, clock);
  await failWebhookEvent(db, { id, token, error: said }, context);
  await retryWebhookEvent(db, { id, reason: said }, context);
  const other = await claimOne(db, clock);
  await ignoreWebhookEvent(db, { ...other, reason: said }, context);
  await replayWebhookEvent(db, { id: other.id, reason: said }, context);
  const replay = await replayWebhookEvents(db, { filter: {}, reason: said }, context);
  await stopReplay(db, { id: replay.id, reason: said }, context);
  const dump = await dumpDatabase(db);
  expect(dump.match(/it says \[redacted\]/g)?.length).toBeGreaterThanOrEqual(8);
  expect(dump).not.toContain(secret.toLowerCase());
});
