import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listActionLogs, listActionRuns, runOnce } from "../src/entries/action-logs.ts";
import {
  pruneAuditTrail,
  removeLogContents,
  sealActionLogs,
  verifyAuditTrail,
} from "../src/entries/audit.ts";
import { listCommands, recordCommand } from "../src/entries/commands.ts";
import {
  createPendingAction,
  expirePendingActions,
  listPendingActions,
} from "../src/entries/pending-actions.ts";
import { eraseUser, exportUser, previewErasure, runRetention } from "../src/entries/privacy.ts";
import { listWebhookEvents, storeWebhookEvent } from "../src/entries/webhooks.ts";
import { insertEvent } from "./rows.ts";
import { largestRead, megabyte, mostAtOnce, recordLargeLogs, watchReads } from "./large-rows.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";
const year = 366 * 24 * 3600 * 1000;
const count = 8;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = watchReads(await openTestDatabase());
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** Reads a list to its end. */
async function readAll<Item>(
  list: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** Removes the sizes, as in rows of earlier releases. */
function forgetSizes(table: "action_logs" | "commands" | "pending_actions"): Promise<unknown> {
  return sql`update ${sql.table(table)} set content_bytes = null`.execute(db);
}

test.for([true, false])("a list of large action logs (sizes on record: %s)", async (known) => {
  await recordLargeLogs(db, { userId, count }, clock);
  if (!known) await forgetSizes("action_logs");
  const logs = await readAll((cursor) => listActionLogs(db, { userId, limit: 600, cursor }));
  expect(logs.map(({ request }) => (request as { n: number }).n)).toEqual(
    Array.from({ length: count }, (_, n) => count - 1 - n),
  );
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

test.for([true, false])("a list of large commands (sizes on record: %s)", async (known) => {
  for (let n = 0; n < count; n++) {
    const entities = { n, words: megabyte };
    await recordCommand(
      db,
      { userId, inputType: "text", status: "ok", privacyMode: "debug", entities },
      clock,
    );
  }
  if (!known) await forgetSizes("commands");
  const commands = await readAll((cursor) => listCommands(db, { userId, cursor }, clock));
  expect(commands).toHaveLength(count);
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

test.for([true, false])(
  "large pending actions, listed and expired (sizes on record: %s)",
  async (known) => {
    for (let n = 0; n < count; n++) {
      await createPendingAction(
        db,
        { userId, summary: "Merge", actionType: "merge_pr", actionPayload: { n, words: megabyte } },
        clock,
      );
    }
    if (!known) await forgetSizes("pending_actions");
    const actions = await readAll((cursor) => listPendingActions(db, { userId, cursor }, clock));
    expect(actions).toHaveLength(count);
    clock.advance(year);
    expect(await expirePendingActions(db, {}, clock)).toBe(count);
    expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
  },
);

test("a list of runs with large requests", async () => {
  const seen: (readonly unknown[])[] = [];
  const nest = async (n: number): Promise<void> => {
    if (n === count) {
      seen.push(await readAll((cursor) => listActionRuns(db, { userId, cursor }, clock)));
      return;
    }
    const run = { userId, actionType: "merge_pr", idempotencyKey: `key-${n}`, request: megabyte };
    await runOnce(db, run, () => nest(n + 1), clock);
  };
  await nest(0);
  expect(seen[0]).toHaveLength(count);
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

test("a list of deliveries with long headers", async () => {
  const names = Array.from({ length: 50 }, (_, n) => `x-kept-${n}`);
  const headers = Object.fromEntries(names.map((name) => [name, "ä".repeat(1000)]));
  for (let n = 0; n < 80; n++) {
    await db
      .insertInto("webhook_events")
      .values(await eventRow(JSON.stringify(headers)))
      .execute();
  }
  const events = await readAll((cursor) => listWebhookEvents(db, { cursor, limit: 1000 }));
  expect(events).toHaveLength(80);
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

async function eventRow(headers: string) {
  return {
    id: clock.newId(),
    source: "test",
    signature_ok: true,
    state: "ignored" as const,
    attempts: 0,
    duplicates: 0,
    headers,
    received_at: clock.now(),
  };
}

test.for([true, false])(
  "large logs are sealed together, verified, cleared and pruned (sizes on record: %s)",
  async (known) => {
    await recordLargeLogs(db, { userId, count }, clock);
    if (!known) await forgetSizes("action_logs");
    const sealing = await sealActionLogs(db, { settleSeconds: 0 }, clock);
    expect(sealing).toMatchObject({ seals: 1, rows: count, late: 0 });
    expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: count });
    const { items } = await listActionLogs(db, { userId, limit: 3 });
    const ids = items.map(({ id }) => id);
    expect(await removeLogContents(db, { ids }, {}, clock)).toMatchObject({ count: 3 });
    expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: count });
    clock.advance(1000);
    const before = clock.now();
    expect(await pruneAuditTrail(db, { before }, clock)).toMatchObject({ rows: count, broken: [] });
    expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
  },
);

test("large late logs are sealed as late, and reported until then", async () => {
  clock.advance(year);
  await recordLargeLogs(db, { userId, count: 1 }, clock);
  await sealActionLogs(db, { settleSeconds: 0 }, clock);
  clock.advance(-year);
  await recordLargeLogs(db, { userId, count }, clock);
  clock.advance(year);
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: false, found: count });
  const sealing = await sealActionLogs(db, { settleSeconds: 0, acceptLate: true }, clock);
  expect(sealing).toMatchObject({ rows: count });
  expect(await verifyAuditTrail(db)).toMatchObject({ ok: true, rows: count + 1 });
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

test("retention of large rows", async () => {
  await recordLargeLogs(db, { userId, count }, clock);
  await sealActionLogs(db, { settleSeconds: 0 }, clock);
  clock.advance(2 * year);
  const { rules } = await runRetention(
    db,
    { policy: { actionLogContent: 1, actionLogs: 2 } },
    clock,
  );
  expect(rules.find(({ rule }) => rule === "actionLogContent")).toMatchObject({ removed: count });
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

test("an export, a preview and an erasure of large rows, and of others that name the person", async () => {
  await recordLargeLogs(db, { userId, count }, clock);
  for (let n = 0; n < count; n++) {
    const payload = JSON.stringify({ n, sender: userId, words: megabyte });
    await storeWebhookEvent(db, { source: "test", signatureOk: true, payload }, clock);
  }
  const types: string[] = [];
  for await (const line of exportUser(db, userId, clock)) types.push(line.slice(9, 16));
  expect(types).toHaveLength(2 * count + 2);
  const preview = await previewErasure(db, userId);
  expect(preview.webhook_events.cleared).toBe(count);
  expect(preview.action_logs.cleared).toBe(count);
  const { counts } = await eraseUser(db, { userId }, clock);
  expect(counts).toEqual(preview);
  expect(await readAll((cursor) => listActionLogs(db, { userId: stranger, cursor }))).toEqual([]);
  expect(largestRead(db)).toBeLessThanOrEqual(mostAtOnce);
});

test("searches of several exports take turns, so that a connection stays free", async () => {
  for (let n = 0; n < 3; n++) {
    // As large as a slice, by the stored sizes.
    await insertEvent(db, "processed", { body_bytes: 9 * 2 ** 20, received_at: clock.now() });
    clock.advance(1000);
  }
  let [searching, most, searches] = [0, 0, 0];
  const executor = db.getExecutor();
  const executeQuery = executor.executeQuery.bind(executor);
  executor.executeQuery = async (compiled) => {
    const isSearch = compiled.sql.includes("strpos(") && compiled.sql.includes("body");
    if (!isSearch) return executeQuery(compiled);
    searches++;
    most = Math.max(most, ++searching);
    try {
      return await executeQuery(compiled);
    } finally {
      searching--;
    }
  };
  const read = async (): Promise<void> => {
    for await (const line of exportUser(db, userId, clock)) expect(line).toContain("type");
  };
  await Promise.all([read(), read(), read()]);
  expect(searches).toBe(9);
  expect(most).toBe(1);
});
