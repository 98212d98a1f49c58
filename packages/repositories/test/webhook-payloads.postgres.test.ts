import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { TestClock, temporaryPostgres } from "@handsfree/testkit";
import { type Kysely, type RootOperationNode, sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eraseUser } from "../src/entries/privacy.ts";
import {
  findWebhookEvent,
  removeWebhookPayloads,
  replayWebhookEvent,
  replayWebhookEvents,
  storeWebhookEvent,
  succeedWebhookEvent,
} from "../src/entries/webhooks.ts";
import { afterStatement } from "./meanwhile.ts";
import { claimOne } from "./webhook-events/inbox-fixture.ts";

const userId = "019a2f6e-0000-7000-8000-0000000000aa";

let db: Kysely<Database>;
let clock: TestClock;
let id: string;
beforeEach(async () => {
  const { url } = await temporaryPostgres();
  db = await openDatabase({ url, poolSize: 4 });
  clock = new TestClock();
  const payload = JSON.stringify({ id: userId });
  await storeWebhookEvent(db, { source: "github", signatureOk: true, payload }, clock);
  const claimed = await claimOne(db, clock);
  ({ id } = claimed);
  await succeedWebhookEvent(db, claimed, clock);
});
afterEach(() => db.destroy());

const readsEventsToReplay = (node: RootOperationNode): boolean =>
  node.kind === "SelectQueryNode" && node.limit !== undefined;

test("an event whose body is removed while a replay looks for events does not belong to it", async () => {
  const receivedBefore = new Date(clock.now().getTime() + 1);
  const meanwhile = afterStatement(db, readsEventsToReplay, () =>
    removeWebhookPayloads(db, { receivedBefore }, clock),
  );
  const replay = await replayWebhookEvents(meanwhile, { filter: {} }, clock);
  expect(replay).toMatchObject({ events: 1, marked: 0, completedAt: clock.now() });
  expect(await findWebhookEvent(db, id)).toMatchObject({ state: "processed", replayId: null });
});

test("an event that is replayed during its erasure is not left to be processed", async () => {
  let replaying: Promise<unknown> = Promise.resolve();
  const changesEvents = (node: RootOperationNode): boolean =>
    node.kind === "UpdateQueryNode" &&
    db
      .getExecutor()
      .compileQuery(node, { queryId: "look" })
      .sql.startsWith('update "webhook_events"');
  const meanwhile = afterStatement(db, changesEvents, async () => {
    replaying = replayWebhookEvent(db, { id }, clock);
    const isWaiting = async (): Promise<boolean> => {
      const { rows } = await sql`select 1 from pg_locks where not granted`.execute(db);
      return rows.length > 0;
    };
    // Until it has come about, or waits for the erasure.
    await Promise.race([replaying, vi.waitUntil(isWaiting, { interval: 1, timeout: 20_000 })]);
  });
  await eraseUser(meanwhile, { userId }, clock);
  await replaying;
  const event = await findWebhookEvent(db, id);
  expect(event).toMatchObject({ payloadRemovedAt: clock.now(), nextAttemptAt: null });
  expect(["processed", "ignored"]).toContain(event?.state);
});
