import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { CompiledQuery, type Kysely, type KyselyPlugin, type RootOperationNode, sql } from "kysely";
import { expect, test } from "vitest";
import { claimWebhookEvents, storeWebhookEvent } from "../src/entries/webhooks.ts";

/** Records the executed statements. */
class Recorder implements KyselyPlugin {
  readonly nodes: RootOperationNode[] = [];
  readonly transformQuery: KyselyPlugin["transformQuery"] = ({ node }) => {
    this.nodes.push(node);
    return node;
  };
  readonly transformResult: KyselyPlugin["transformResult"] = ({ result }) =>
    Promise.resolve(result);
}

async function planOf(db: Kysely<Database>, node: RootOperationNode): Promise<string> {
  const query = db.getExecutor().compileQuery(node, { queryId: "plan" });
  const explain = CompiledQuery.raw(`explain ${query.sql}`, [...query.parameters]);
  const { rows } = await db.executeQuery<{ "QUERY PLAN": string }>(explain);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("the index finds due events among many processed ones", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  await sql`
    insert into webhook_events
      (id, source, signature_ok, state, attempts, next_attempt_at, duplicates, received_at)
    select gen_random_uuid(), 'github', true, 'processed', 1, null, 0, ${clock.now()}
    from generate_series(1, 20000)`.execute(db);
  await storeWebhookEvent(db, { source: "github", signatureOk: true, payload: "{}" }, clock);
  await sql`analyze webhook_events`.execute(db);
  const recorder = new Recorder();
  const recorded = db.withPlugin(recorder);
  expect(
    await claimWebhookEvents(recorded, { worker: "w", sources: ["github"] }, clock),
  ).toHaveLength(1);
  const [due] = recorder.nodes;
  if (due === undefined) throw new Error("nothing was asked");
  expect(await planOf(db, due)).toMatch(/Index Scan using webhook_events_due/);
});
