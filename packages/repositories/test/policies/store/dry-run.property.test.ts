import type { Database, PendingActionRow } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { createService } from "../../../src/entries/identity.ts";
import {
  dryRunPolicies,
  type Policy,
  type PolicyProposal,
  printPolicies,
} from "../../../src/entries/policies.ts";
import { judgeProposals } from "../../../src/policies/store/judge-proposals.ts";
import { insertAction } from "../../rows.ts";
import { policies, proposal } from "../arbitraries.ts";
import { addGroup, storeText, textOf } from "./policies-world.ts";

const owner = "019a0000-0000-7000-8000-000000000001";

let db: Kysely<Database>;
let clock: TestClock;
const services = new Map<string, string>();
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  await addGroup(db, clock, "release");
  await addGroup(db, clock, "leads");
  for (const name of ["agent", "release bot"]) {
    const created = await createService(db, { name, kind: "agent" }, clock);
    if (created.outcome === "created") services.set(name, created.service.id);
  }
});
afterEach(() => db.destroy());

/** A row that such a proposal could have made. */
function rowOf({ actionType, actionPayloadJson, repository, service }: PolicyProposal) {
  return {
    user_id: owner,
    action_type: actionType,
    action_payload: actionPayloadJson,
    repository,
    service_id: service === null ? null : (services.get(service) ?? null),
    created_at: clock.now(),
  } satisfies Partial<PendingActionRow>;
}

test("a dry run says what evaluation then does", async () => {
  await db
    .insertInto("repo_policies")
    .values({
      id: clock.newId(),
      user_id: owner,
      repo_full_name: "acme/web",
      allow_merge: false,
      created_at: clock.now(),
      updated_at: clock.now(),
    })
    .execute();
  const asked = fc
    .sample(proposal, { numRuns: 40, seed: 7 })
    .filter(({ actionType, actionPayloadJson }) => isStorable(actionType + actionPayloadJson));
  const proposals = new Map<string, PolicyProposal>();
  for (const one of asked) proposals.set(await insertAction(db, "expired", rowOf(one)), one);

  const judge = () =>
    db.transaction().execute(async (transaction) => {
      const owned = [...proposals.values()].map((one) => ({ ...one, userId: owner }));
      const judgments = await judgeProposals(transaction, owned);
      return new Map([...proposals.keys()].map((id, index) => [id, judgments[index]]));
    });
  const property = fc.asyncProperty(policies, policies, async (before, after) => {
    fc.pre(isStorable(JSON.stringify([before, after])));
    await storeText(db, clock, printed(before));
    const report = await dryRunPolicies(db, { text: printed(after) }, clock);
    const was = await judge();
    await storeText(db, clock, printed(after));
    const becomes = await judge();
    const differing = [...proposals.keys()].filter(
      (id) => JSON.stringify(was.get(id)?.effect) !== JSON.stringify(becomes.get(id)?.effect),
    );
    expect(report.compared).toBe(proposals.size);
    expect(report.different).toBe(differing.length);
    expect(new Set(report.differences.map(({ id }) => id))).toEqual(new Set(differing));
    for (const { id, ...decided } of report.differences) {
      expect(decided.before).toMatchObject({ effect: was.get(id)?.effect });
      expect(decided.after).toMatchObject({ effect: becomes.get(id)?.effect });
    }
    expect(report.changes.reduce((sum, { count }) => sum + count, 0)).toBe(differing.length);
  });
  await fc.assert(property, { numRuns: inject("depth") === "deep" ? 100 : 15 });
});

function printed(list: readonly Policy[]): string {
  return printPolicies(list);
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0") && !text.includes("\\u");
}

const allow = textOf("{ name: all, match: {}, allow: true }");

test("a dry run compares the newest actions of the last month, up to its limit", async () => {
  const old = { actionType: "git.push", actionPayloadJson: "{}", repository: null, service: null };
  await insertAction(db, "expired", rowOf(old));
  clock.advance(31 * 24 * 3_600_000);
  const ids: string[] = [];
  for (let n = 0; n < 3; n++) {
    clock.advance(1000);
    ids.push(await insertAction(db, "succeeded", rowOf(old)));
  }
  const all = await dryRunPolicies(db, { text: allow }, clock);
  expect(all).toEqual({
    version: null,
    compared: 3,
    different: 3,
    changes: [{ before: "ask", after: "allow", count: 3 }],
    differences: ids.toReversed().map((id) => ({
      id,
      before: { effect: { kind: "ask", whom: "as_proposed" }, policy: null },
      after: { effect: { kind: "allow" }, policy: "all" },
    })),
    isCut: false,
  });
  const some = await dryRunPolicies(db, { text: allow, limit: 2 }, clock);
  expect(some).toMatchObject({ compared: 2, isCut: true });
  const since = new Date(0);
  expect(await dryRunPolicies(db, { text: allow, since }, clock)).toMatchObject({ compared: 4 });
  expect(await db.selectFrom("action_policies").selectAll().execute()).toEqual([]);
});

test("a dry run reads page after page, and lists the first 500 differences", async () => {
  const [id] = [
    await insertAction(
      db,
      "expired",
      rowOf({ actionType: "t", actionPayloadJson: "{}", repository: null, service: null }),
    ),
  ];
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const copies = Array.from({ length: 700 }, () => ({
    ...row,
    id: clock.newId(),
    token_sha256: clock.newId(),
  }));
  await db.insertInto("pending_actions").values(copies).execute();
  const report = await dryRunPolicies(db, { text: allow }, clock);
  expect(report).toMatchObject({ compared: 701, different: 701, isCut: false });
  expect(report.differences).toHaveLength(500);
});
