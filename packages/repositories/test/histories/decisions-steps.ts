import { type Database, type UserRole, userRoles } from "@handsfree/schema";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely, Transaction } from "kysely";
import { expect } from "vitest";
import { addGroupMember, removeGroupMember } from "../../src/entries/identity.ts";
import {
  approvePendingAction,
  createPendingAction,
  decideMany,
  type Decision,
  editPendingAction,
  expirePendingActions,
  type PendingAction,
  rejectPendingAction,
  withdrawPendingAction,
} from "../../src/entries/pending-actions.ts";
import { eraseUser } from "../../src/entries/privacy.ts";
import { toPendingAction } from "../../src/pending-actions/action.ts";
import { digestAction } from "../../src/pending-actions/digest.ts";
import type { DecisionsWorld, KnownAction } from "./decisions-world.ts";

/** Which people an action asks. */
const asking = ["named", "group", "both", "escalating"] as const;

interface Deciding {
  readonly n: number;
  readonly who: number;
  readonly role: UserRole;
  /** How many versions ago the digest was shown; negative for a wrong one. */
  readonly age: number;
}

export type Step =
  | {
      readonly do: "propose";
      readonly ask: (typeof asking)[number];
      readonly required: number;
      readonly editable: boolean;
      readonly proposerMayApprove: boolean;
    }
  | ({ readonly do: "approve" | "reject" } & Deciding)
  | ({ readonly do: "edit"; readonly payload: number } & Deciding)
  | {
      readonly do: "batch";
      readonly who: number;
      readonly role: UserRole;
      readonly verdicts: readonly ("approve" | "reject")[];
    }
  | { readonly do: "withdraw"; readonly n: number; readonly who: number }
  | { readonly do: "join" | "leave"; readonly group: 0 | 1; readonly who: number }
  | { readonly do: "sweep" }
  | { readonly do: "erase"; readonly who: number };

const n = fc.nat({ max: 3 });
const who = fc.constantFrom(0, 1, 1, 1, 2, 2, 2, 3, 3, 4);
const role = fc.constantFrom<UserRole>("approver", "approver", "approver", ...userRoles);
const age = fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1);
const deciding = { n, who, role, age };

export const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("propose" as const),
      ask: fc.constantFrom(...asking),
      required: fc.constantFrom(1, 2, 2),
      editable: fc.constantFrom(true, true, false),
      proposerMayApprove: fc.boolean(),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constantFrom("approve" as const, "approve" as const, "reject" as const),
      ...deciding,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("edit" as const),
      payload: fc.nat({ max: 2 }),
      ...deciding,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("batch" as const),
      who,
      role,
      verdicts: fc.array(
        fc.constantFrom("approve" as const, "approve" as const, "reject" as const),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("withdraw" as const),
      n,
      who: fc.constantFrom(0, 0, 1, 4),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("join" as const, "leave" as const),
      group: fc.constantFrom(0 as const, 1 as const),
      // The stranger never becomes a member, and the last is no user.
      who: fc.constantFrom(1, 1, 2, 2, 3, 3, 5),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("sweep" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("erase" as const), who: fc.constantFrom(1, 2, 3) }),
  },
);

export const jump: Arbitrary<number> = fc.constantFrom(0, 0, 0, 1, 29_999, 30_000, 60_000, -5000);

/** A world with an action that a group decides. */
export async function beginWorld(world: DecisionsWorld): Promise<DecisionsWorld> {
  await world.begin();
  const proposal = { ask: "escalating", required: 2, editable: true } as const;
  await propose(world, world.db, { do: "propose", ...proposal, proposerMayApprove: false });
  return world;
}

/** Does a step, and compares what the caller is told with what must hold for them at any time. */
export async function runStep(
  world: DecisionsWorld,
  db: Kysely<Database>,
  taken: Step,
): Promise<void> {
  switch (taken.do) {
    case "propose":
      return propose(world, db, taken);
    case "approve":
    case "reject":
      return decide(world, db, taken);
    case "edit":
      return edit(world, db, taken);
    case "batch":
      return decideBatch(world, db, taken);
    case "withdraw":
      return withdraw(world, db, taken);
    case "sweep":
      if ((await expirePendingActions(db, {}, world.clock)) > 0) world.see("swept");
      return undefined;
    case "erase": {
      world.hasErasures = true;
      await eraseUser(db, { userId: world.person(taken.who) }, world.clock);
      return world.see("erased");
    }
    default: {
      const change = taken.do === "join" ? addGroupMember : removeGroupMember;
      const [group, userId] = [world.groups[taken.group], world.person(taken.who)];
      return world.see((await change(db, { group, userId }, world.clock)).outcome);
    }
  }
}

async function propose(
  world: DecisionsWorld,
  db: Kysely<Database>,
  { ask, required, editable, proposerMayApprove }: Extract<Step, { do: "propose" }>,
): Promise<void> {
  const [owner = "", ada = "", grace = ""] = world.people;
  const action = await db.transaction().execute(async (transaction) => {
    const proposal = await createPendingAction(
      transaction,
      {
        userId: owner,
        summary: "Merge #1",
        actionType: world.actionType,
        actionPayload: { pr: 0 },
        expiresInSeconds: 60,
        approvers: [owner, ada, grace],
        requiredApprovals: required,
        proposerMayApprove,
        editable,
      },
      world.clock,
    );
    if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
    return ask === "named" ? proposal.action : giveTerms(world, transaction, proposal.action, ask);
  });
  world.learn(action);
  world.see("proposed");
}

/** The terms that a policy gives an action. */
async function giveTerms(
  { groups: [release, onCall], clock }: DecisionsWorld,
  db: Transaction<Database>,
  { id, approvers }: PendingAction,
  ask: "group" | "both" | "escalating",
): Promise<PendingAction> {
  const escalation = {
    escalation_group: onCall,
    escalates_at: new Date(clock.now().getTime() + 30_000),
  };
  await db
    .updateTable("pending_actions")
    .set({
      approvers: JSON.stringify(ask === "both" ? approvers : []),
      approver_group: release,
      ...(ask === "escalating" && escalation),
    })
    .where("id", "=", id)
    .execute();
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  const payload_digest = digestAction(toPendingAction(row));
  await db.updateTable("pending_actions").set({ payload_digest }).where("id", "=", id).execute();
  return toPendingAction({ ...row, payload_digest });
}

const wrongDigest = "0".repeat(64);

function shownOf({ id, digests }: KnownAction, ago: number) {
  return { id, payloadDigest: (ago < 0 ? undefined : digests.at(-1 - ago)) ?? wrongDigest };
}

async function decide(
  world: DecisionsWorld,
  db: Kysely<Database>,
  {
    do: verb,
    n: index,
    who: caller,
    role: holds,
    age: shown,
  }: Extract<Step, { do: "approve" | "reject" }>,
): Promise<void> {
  const known = world.action(index);
  if (known === undefined) return;
  const userId = world.person(caller);
  const decision = { ...shownOf(known, shown), userId, role: holds, surface: "api" } as const;
  const say = verb === "approve" ? approvePendingAction : rejectPendingAction;
  hear(world, known, await say(db, decision, world.clock), { caller, holds, shown });
}

async function decideBatch(
  world: DecisionsWorld,
  db: Kysely<Database>,
  { who: caller, role: holds, verdicts }: Extract<Step, { do: "batch" }>,
): Promise<void> {
  const asked = verdicts.flatMap((verdict, index) => {
    const known = index < world.actions.size ? world.action(index) : undefined;
    return known === undefined ? [] : { known, verdict };
  });
  if (asked.length === 0) return;
  const decisions = asked.map(({ known, verdict }) => ({ ...shownOf(known, 0), verdict }));
  const decider = { userId: world.person(caller), role: holds, surface: "console" } as const;
  const told = await decideMany(db, { ...decider, decisions }, world.clock);
  expect(told).toHaveLength(asked.length);
  for (const [index, decision] of told.entries()) {
    const { known } = asked[index] as (typeof asked)[number];
    hear(world, known, decision, { caller, holds, shown: 0 });
  }
  world.see("batch");
}

async function withdraw(
  world: DecisionsWorld,
  db: Kysely<Database>,
  { n: index, who: caller }: Extract<Step, { do: "withdraw" }>,
): Promise<void> {
  const known = world.action(index);
  if (known === undefined) return;
  const withdrawal = { id: known.id, userId: world.person(caller), surface: "api" } as const;
  const told = await withdrawPendingAction(db, withdrawal, world.clock);
  if (told.outcome === "cancelled") expect(caller).toBe(0);
  hear(world, known, told, { caller, holds: "approver", shown: 0 });
}

interface Said {
  readonly caller: number;
  readonly holds: UserRole;
  readonly shown: number;
}

function hear(
  world: DecisionsWorld,
  known: KnownAction,
  decision: Decision,
  { caller, holds, shown }: Said,
): void {
  const { outcome } = decision;
  world.see(outcome);
  if (caller === 4) expect(outcome).toBe("not_found");
  if ("action" in decision) world.learn(decision.action);
  const counts = ["approved", "confirmed", "rejected", "cancelled"].includes(outcome);
  if (!counts) return;
  if (outcome !== "cancelled") {
    expect(shown).toBeGreaterThanOrEqual(0);
    if (holds === "member") expect(caller).toBe(0);
  }
  if (outcome === "approved") return;
  known.winners.push(`${outcome} ${world.person(caller)}`);
  expect(known.winners).toHaveLength(1);
}

async function edit(
  world: DecisionsWorld,
  db: Kysely<Database>,
  { n: index, who: caller, role: holds, age: shown, payload }: Extract<Step, { do: "edit" }>,
): Promise<void> {
  const known = world.action(index);
  if (known === undefined) return;
  const decider = { userId: world.person(caller), role: holds, surface: "console" } as const;
  const input = { ...shownOf(known, shown), ...decider, actionPayload: { pr: payload } };
  const told = await editPendingAction(db, input, world.clock);
  world.see(told.outcome);
  if (caller === 4) expect(told.outcome).toBe("not_found");
  if (told.outcome === "edited") {
    expect(shown).toBeGreaterThanOrEqual(0);
    expect(told.action).toMatchObject({ approvals: 0, state: "pending" });
    if (holds === "member") expect(caller).toBe(0);
  }
  if ("action" in told) world.learn(told.action);
}
