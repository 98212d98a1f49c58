import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  approvePendingAction,
  createPendingAction,
  judgeExecution,
  type NewPendingAction,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";
import { setRepoPolicy } from "../../src/entries/repo-policies.ts";
import { addGroup, storeText, textOf } from "../policies/store/policies-world.ts";
import { confirmed, stranger, userId } from "./confirmed-actions.ts";

const grace = "019a2f6e-0000-7000-8000-000000000003";
const repository = "acme/website";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const store = (...policies: readonly string[]): Promise<void> =>
  storeText(db, clock, textOf(...policies));
const policy = (effect: string): string => `{ name: p, match: {}, ${effect} }`;
const judge = ({ id }: PendingAction) => judgeExecution(db, id, clock);
const permitted = { outcome: "permitted", merge: { checksGreen: false, approvals: 0 } };

/** Approved by its owner. */
const approved = (input: Partial<NewPendingAction> = {}) =>
  confirmed(db, clock, { repository, ...input });

/** Approved by people of a policy. */
async function approvedBy(people: readonly string[]): Promise<PendingAction> {
  const proposal = await createPendingAction(
    db,
    { userId, summary: "Merge", actionType: "merge_pr", actionPayload: {}, repository },
    clock,
  );
  if (!("action" in proposal)) throw new Error(proposal.outcome);
  const { action } = proposal;
  const { id, payloadDigest } = action;
  for (const person of people) {
    await approvePendingAction(
      db,
      { userId: person, role: "admin", surface: "api", id, payloadDigest },
      clock,
    );
  }
  return action;
}

describe("an action that its owner approved", () => {
  test("is permitted while nothing changes, and by a policy that allows", async () => {
    const action = await approved();
    expect(await judge(action)).toEqual(permitted);
    await store(policy("allow: true"));
    expect(await judge(action)).toEqual(permitted);
  });

  test("is refused by a policy that denies it now", async () => {
    const action = await approved();
    await store(policy("deny: a freeze"));
    expect(await judge(action)).toEqual({
      outcome: "refused",
      policy: "p",
      reason: "a policy denies it now: a freeze",
    });
  });

  test("is refused by a permission of the repository that is off now", async () => {
    const action = await approved();
    await setRepoPolicy(db, { userId, repository: "Acme/Website", allowMerge: false }, clock);
    expect(await judge(action)).toMatchObject({
      outcome: "refused",
      policy: "repo_policies Acme/Website: allow_merge",
    });
  });

  test("is refused by a policy that now asks others, or for passkeys", async () => {
    const action = await approved();
    await addGroup(db, clock, "release", stranger, grace);
    await store(policy("ask: { group: release, approvals: 2, expires_in: 1h }"));
    expect(await judge(action)).toMatchObject({
      reason: "a policy now asks the group release for 2 approvals, and it has 0 of them",
    });
    await store(policy("ask: { group: release, expires_in: 1h, confirmation: strong }"));
    expect(await judge(action)).toMatchObject({
      reason: "a policy now asks for approvals that a passkey confirms",
    });
    await addGroup(db, clock, "owners", userId);
    await store(policy("ask: { group: owners, expires_in: 1h }"));
    expect(await judge(action)).toEqual(permitted);
  });
});

test("an action that a policy allowed is refused once people are asked", async () => {
  await store(policy("allow: true"));
  const action = await approvedBy([]);
  expect(await judge(action)).toEqual(permitted);
  await setRepoPolicy(db, { userId, repository, allowMerge: true }, clock);
  expect(await judge(action)).toMatchObject({
    outcome: "refused",
    reason: "it now needs 1 approval, and it has 0 of them",
  });
});

test("approvals of a group count for as many as are asked for now", async () => {
  await addGroup(db, clock, "release", stranger, grace);
  await store(policy("ask: { group: release, approvals: 2, expires_in: 1h }"));
  const action = await approvedBy([stranger, grace]);
  expect(await judge(action)).toEqual(permitted);
  await db.deleteFrom("approver_group_members").where("user_id", "=", grace).execute();
  // The same question: the approval was given by a member.
  expect(await judge(action)).toEqual(permitted);
  await store(policy("ask: { group: release, approvals: 3, expires_in: 1h }"));
  expect(await judge(action)).toMatchObject({
    reason: "a policy now asks the group release for 3 approvals, and it has 1 of them",
  });
});

test("the conditions of the repository are told, the strictest of an adopted database", async () => {
  const action = await approved();
  const set = { userId, repository, requireConfirmation: true, allowMerge: true };
  await setRepoPolicy(db, { ...set, requireChecksGreen: false, requiredApprovals: 0 }, clock);
  expect(await judge(action)).toEqual(permitted);
  const { id, ...other } = await db
    .selectFrom("repo_policies")
    .selectAll()
    .executeTakeFirstOrThrow();
  await db
    .insertInto("repo_policies")
    .values({
      ...other,
      id: id.replace(/^./, "f"),
      repo_full_name: "Acme/Website",
      owned_repository: null,
      require_checks_green: true,
      required_approvals: 2,
    })
    .execute();
  expect(await judge(action)).toEqual({
    outcome: "permitted",
    merge: { checksGreen: true, approvals: 2 },
  });
});

test("an action that is not there is not found", async () => {
  expect(await judgeExecution(db, stranger, clock)).toEqual({ outcome: "not_found" });
});
