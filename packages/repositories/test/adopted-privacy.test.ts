import { join } from "node:path";
import type { Database } from "@handsfree/schema";
import {
  createPythonDatabase,
  openTestDatabase,
  pythonUser,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { verifyAuditTrail } from "../src/entries/audit.ts";
import { eraseUser, exportUser, previewErasure, runRetention } from "../src/entries/privacy.ts";
import { dumpDatabase } from "./erasure/dump.ts";

/** Has bodies in the column that only adopted databases use. */
async function withAdopted(work: (db: Kysely<Database>) => Promise<void>): Promise<void> {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "handsfree.db");
  await createPythonDatabase(path);
  await using db = await openTestDatabase(path);
  for (const payload of ['{"installation": {"id": 42}}', '{"by": "Ada@Example.org", "n": 2.50}']) {
    await sql`insert into webhook_events (id, source, signature_ok, state, attempts, duplicates, payload, received_at)
      values (uuid(), 'github', true, 'ignored', 0, 0, ${payload}, timestamptz '2026-01-01 10:00:00.123456+00')`.execute(
      db,
    );
  }
  await work(db);
}

test("an erasure leaves no data about the user of an adopted database", async () => {
  await withAdopted(async (db) => {
    const clock = new TestClock();
    const preview = await previewErasure(db, pythonUser);
    const { counts } = await eraseUser(db, { userId: pythonUser }, clock);
    expect(counts).toEqual(preview);
    expect(counts).toMatchObject({
      commands: { deleted: 5 },
      pending_actions: { deleted: 1 },
      webhook_events: { cleared: 2 },
      action_logs: { cleared: 2 },
      users: { deleted: 1 },
    });
    const dump = await dumpDatabase(db);
    for (const trace of [pythonUser, "ada@example.org", "2.50"]) expect(dump).not.toContain(trace);
    expect(await verifyAuditTrail(db)).toMatchObject({ findings: [] });
  });
});

test("an adopted database's payloads are in the export with their digits", async () => {
  await withAdopted(async (db) => {
    const lines: string[] = [];
    for await (const line of exportUser(db, pythonUser)) lines.push(line);
    expect(lines.join("")).toContain('"payload":{"by":"Ada@Example.org","n":2.50}');
    const { data } = JSON.parse(lines.at(-1) ?? "") as { data: { counts: object } };
    expect(data.counts).toMatchObject({ command: 5, webhook_event: 2, action_log: 2 });
  });
});

test("retention removes an adopted database's rows by their microseconds, each once", async () => {
  await withAdopted(async (db) => {
    const clock = new TestClock("2031-03-01T12:00:00.000Z");
    const dry = await runRetention(db, { dryRun: true, batchSize: 1 }, clock);
    const ran = await runRetention(db, { batchSize: 1 }, clock);
    expect(ran.rules).toEqual(dry.rules);
    const removed = Object.fromEntries(ran.rules.map((outcome) => [outcome.rule, outcome.removed]));
    expect(removed).toMatchObject({ commands: 5, webhookPayloads: 5, rejectedWebhooks: 1 });
    expect(await db.selectFrom("commands").selectAll().execute()).toEqual([]);
  });
});
