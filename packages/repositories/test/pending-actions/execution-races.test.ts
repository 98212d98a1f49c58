import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimAction,
  type ClaimedAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { confirmed, holderOf } from "./confirmed-actions.ts";

let db: Kysely<Database>;
let clock: TestTime;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
});
afterEach(() => db.destroy());

const claimAll = async (workers: number): Promise<ClaimedAction[]> => {
  const claims = await Promise.all(
    Array.from({ length: workers }, (_, i) =>
      claimAction(db, { types: ["merge_pr", "deploy"], worker: `worker ${i}` }, clock),
    ),
  );
  return claims.filter((claimed) => claimed !== undefined);
};

async function confirmMany(count: number): Promise<string[]> {
  const actions = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      confirmed(db, clock, { actionType: i % 2 === 0 ? "merge_pr" : "deploy" }),
    ),
  );
  return actions.map(({ id }) => id).toSorted();
}

const idsOf = (claims: readonly ClaimedAction[]): string[] =>
  claims.map(({ action }) => action.id).toSorted();

test("200 workers at once and 50 actions: each is claimed once, and no worker gets an error", async () => {
  const ids = await confirmMany(50);
  const claims = await claimAll(200);
  expect(idsOf(claims)).toEqual(ids);
  const started = await db
    .selectFrom("action_logs")
    .select("target")
    .where("action_type", "=", "pending_action.execution_started")
    .execute();
  expect(started.map(({ target }) => String(target)).toSorted()).toEqual(ids);
});

test("when all of them crash, the next 200 take over, and the reports of the first count for nothing", async () => {
  const ids = await confirmMany(50);
  const crashed = await claimAll(200);
  clock.advance(60_000);
  const claims = await claimAll(200);
  expect(idsOf(claims)).toEqual(ids);
  expect(new Set(claims.map(({ lease }) => lease.attempt))).toEqual(new Set([2]));
  const late = crashed.map((claimed) => succeedAction(db, holderOf(claimed), clock));
  const reports = claims.map((claimed) => succeedAction(db, holderOf(claimed), clock));
  expect(new Set((await Promise.all(late)).map(({ outcome }) => outcome))).toEqual(
    new Set(["lease_lost"]),
  );
  expect(new Set((await Promise.all(reports)).map(({ outcome }) => outcome))).toEqual(
    new Set(["succeeded"]),
  );
  expect(await claimAll(10)).toEqual([]);
});

test("workers that drain a queue together carry each action out once", async () => {
  const ids = await confirmMany(40);
  const done: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async (_, i) => {
      for (;;) {
        const request = { types: ["merge_pr", "deploy"], worker: `worker ${i}` };
        const claimed = await claimAction(db, request, clock);
        if (claimed === undefined) return;
        done.push(claimed.action.id);
        await succeedAction(db, holderOf(claimed), clock);
      }
    }),
  );
  expect(done.toSorted()).toEqual(ids);
});
