import { openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { TestTime, temporaryPostgres } from "@handsfree/testkit";
import { type Kysely, type QueryExecutor, sql } from "kysely";
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

test("processes that lost rows to each other take all that is due, each row once", async () => {
  const actions = await Promise.all(
    Array.from({ length: 300 }, (_, i) => confirmed(process(i), clock, { openLimit: 300 })),
  );
  const given: string[] = [];
  let before = -1;
  while (given.length > before) {
    before = given.length;
    const claims = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        claimAction(process(i), { types: ["merge_pr"], worker: `worker ${i}` }, clock),
      ),
    );
    given.push(...claims.flatMap((claimed) => claimed?.action.id ?? []));
  }
  expect(given.toSorted()).toEqual(actions.map(({ id }) => id).toSorted());
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

test("a worker finds its work by the index, among any number of actions", async () => {
  const db = process(0);
  await confirmed(db, clock);
  const columns =
    "user_id, summary, action_payload, payload_digest, required_approvals, approvals, proposer_may_approve, expires_at, attempts, max_attempts, created_at";
  await sql`
    insert into pending_actions (id, token_sha256, action_type, state, decided_at, queued_at, ${sql.raw(columns)})
    select gen_random_uuid(), 'token ' || n, case when n % 2 = 0 then 'merge_pr' else 'deploy' end,
      case when n % 4 > 1 then 'confirmed' else 'succeeded' end, now(), case when n % 4 > 1 then now() end,
      ${sql.raw(columns)}
    from pending_actions, generate_series(1, 20000) n`.execute(db);
  await sql`analyze pending_actions`.execute(db);
  const spy = vi.spyOn(Object.getPrototypeOf(db.getExecutor()) as QueryExecutor, "executeQuery");
  await claimAction(db, { types: ["deploy", "merge_pr"], worker: "ada" }, clock);
  const found = spy.mock.calls.map(([query]) => query).filter((query) => /limit/.test(query.sql));
  spy.mockRestore();
  const [find] = found;
  if (find === undefined || found.length > 1) throw new Error(`${found.length} look for work`);
  const { rows } = await db.executeQuery<{ "QUERY PLAN": string }>({
    ...sql`select 1`.compile(db),
    sql: `explain ${find.sql}`,
    parameters: find.parameters,
  });
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  // For each type it reads the index in the order of the queue, up to the limit.
  expect(plan).toMatch(/Limit[^\n]*\n\s*->\s+Index Scan using pending_actions_queued/);
  expect(plan).not.toContain("Seq Scan");
});
