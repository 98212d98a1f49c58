import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { TestTime, temporaryPostgres } from "@handsfree/testkit";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  cancelPendingAction,
  claimAction,
  succeedAction,
  waitForDecision,
} from "../src/entries/pending-actions.ts";
import { confirmed, holderOf, propose, userId } from "./pending-actions/confirmed-actions.ts";

/** Several pools on one database, like several processes. */
let processes: Kysely<Database>[];
let clock: TestTime;
beforeEach(async () => {
  const { url } = await temporaryPostgres();
  processes = await Promise.all(
    Array.from({ length: 4 }, () => openDatabase({ url, poolSize: 4 })),
  );
  clock = new TestTime();
});
afterEach(async () => {
  await Promise.all(processes.map((db) => db.destroy()));
});

const process = (i: number): Kysely<Database> =>
  processes[i % processes.length] as Kysely<Database>;

test("200 workers of four processes and 50 actions: each is executed once", async () => {
  const actions = await Promise.all(
    Array.from({ length: 50 }, (_, i) => confirmed(process(i), clock)),
  );
  const claims = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      claimAction(process(i), { types: ["merge_pr"], worker: `worker ${i}` }, clock),
    ),
  );
  const given = claims.filter((claimed) => claimed !== undefined);
  expect(given.map(({ action }) => action.id).toSorted()).toEqual(
    actions.map(({ id }) => id).toSorted(),
  );
  const reports = await Promise.all(
    given.map((claimed, i) => succeedAction(process(i + 1), holderOf(claimed), clock)),
  );
  expect(new Set(reports.map(({ outcome }) => outcome))).toEqual(new Set(["succeeded"]));
});

test("a decision of another process is found by the next poll", async () => {
  const { action, token } = await propose(process(0), clock);
  const waiting = waitForDecision(process(1), { userId, id: action.id }, {}, clock);
  await vi.waitUntil(() => clock.timers === 1, { interval: 1 });
  await cancelPendingAction(process(0), { userId, token }, clock);
  expect(clock.timers).toBe(1);
  clock.advance(1000);
  expect((await waiting).outcome).toBe("cancelled");
});

test("a worker finds its work by the indexes, among any number of actions", async () => {
  const db = process(0);
  await confirmed(db, clock);
  const columns =
    "user_id, summary, action_type, action_payload, payload_digest, required_approvals, approvals, proposer_may_approve, expires_at, attempts, max_attempts, created_at";
  await sql`
    insert into pending_actions (id, token_sha256, state, decided_at, ${sql.raw(columns)})
    select gen_random_uuid(), 'token ' || n, case when n % 20 = 0 then 'confirmed' else 'succeeded' end,
      now(), ${sql.raw(columns)}
    from pending_actions, generate_series(1, 20000) n`.execute(db);
  await sql`analyze pending_actions`.execute(db);
  const statements: { sql: string; parameters: readonly unknown[] }[] = [];
  const spy = vi.spyOn(db.getExecutor(), "executeQuery");
  await claimAction(db, { types: ["merge_pr"], worker: "ada" }, clock);
  for (const [query] of spy.mock.calls) if (query.sql.includes("limit")) statements.push(query);
  spy.mockRestore();
  expect(statements).toHaveLength(2);
  const plans = await Promise.all(
    statements.map(async ({ sql: text, parameters }) => {
      const explained = await db.executeQuery<{ "QUERY PLAN": string }>({
        ...sql`select 1`.compile(db),
        sql: `explain ${text}`,
        parameters,
      });
      return explained.rows.map((row) => row["QUERY PLAN"]).join("\n");
    }),
  );
  expect(plans[0]).toContain("pending_actions_confirmed");
  expect(plans[1]).toContain("pending_actions_executing");
});
