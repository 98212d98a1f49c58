import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { judgeProposals } from "../../../src/policies/store/judge-proposals.ts";
import type { OwnedProposal } from "../../../src/policies/store/restrictions.ts";
import { storeText, textOf } from "./policies-world.ts";
import { sha256 } from "../../../src/token.ts";

const owner = "019a0000-0000-7000-8000-000000000001";
const other = "019a0000-0000-7000-8000-000000000002";

let db: Kysely<Database>;
const clock = new TestClock();
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

function proposal(values: Partial<OwnedProposal> = {}): OwnedProposal {
  return {
    userId: owner,
    actionType: "merge_pr",
    actionPayloadJson: "{}",
    repository: null,
    service: null,
    ...values,
  };
}

async function judge(...proposals: readonly OwnedProposal[]) {
  return db.transaction().execute(async (transaction) => {
    const judgments = await judgeProposals(transaction, proposals);
    return judgments.map(({ effect, policy, version }) => [effect.kind, policy, version]);
  });
}

function store(version: number, effect: string): Promise<void> {
  return storeText(db, clock, textOf(`{ name: p${version}, match: {}, ${effect} }`));
}

test("without policies the proposal's approvers are asked, under no version", async () => {
  expect(await judge(proposal())).toEqual([["ask", null, null]]);
});

test("the newest policies decide", async () => {
  await store(1, "allow: true");
  expect(await judge(proposal())).toEqual([["allow", "p1", 1]]);
  await store(2, "deny: never");
  expect(await judge(proposal(), proposal())).toEqual([
    ["deny", "p2", 2],
    ["deny", "p2", 2],
  ]);
});

test("policies of a transaction that was rolled back are not remembered as those of their version", async () => {
  await store(1, "allow: true");
  const judged = await db.startTransaction().execute();
  const text = "version: 1\npolicies: [{ name: mine, match: {}, deny: mine }]";
  await judged
    .updateTable("action_policies")
    .set({ policies: text, policies_sha256: sha256(text) })
    .execute();
  const [judgment] = await judgeProposals(judged, [proposal()]);
  await judged.rollback().execute();
  expect(judgment?.policy).toBe("mine");
  expect(await judge(proposal())).toEqual([["allow", "p1", 1]]);
});

test("an owner's repo_policies make a decision stricter, in any case of the name", async () => {
  await store(1, "allow: true");
  await db
    .insertInto("repo_policies")
    .values({
      id: clock.newId(),
      user_id: owner,
      repo_full_name: "Acme/Website",
      allow_merge: false,
      created_at: clock.now(),
      updated_at: clock.now(),
    })
    .execute();
  const repository = "acme/website";
  expect(
    await judge(
      proposal({ repository }),
      proposal({ repository, actionType: "rerun" }),
      proposal({ repository, userId: other }),
      proposal({ repository: "acme/other" }),
    ),
  ).toEqual([
    ["deny", "repo_policies Acme/Website: allow_merge", 1],
    ["ask", "repo_policies Acme/Website: require_confirmation", 1],
    ["allow", "p1", 1],
    ["allow", "p1", 1],
  ]);
});

test("stored policies that cannot be read decide nothing", async () => {
  await store(1, "allow: true");
  const policies = "version: 1\npolicies: [{ name: p, match: {}, permit: true }]";
  await db
    .updateTable("action_policies")
    .set({ policies, policies_sha256: sha256(policies) })
    .execute();
  await expect(judge(proposal())).rejects.toMatchObject({ code: "query_failed" });
});
