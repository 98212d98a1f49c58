import type { Database } from "@handsfree/schema";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import { expect } from "vitest";
import {
  abandonExpiredExecutions,
  approvePendingAction,
  cancelPendingAction,
  claimAction,
  confirmPendingAction,
  createPendingAction,
  type Decision,
  deletePendingAction,
  expirePendingActions,
  failAction,
  heartbeatAction,
  rejectPendingAction,
  releaseAction,
  succeedAction,
  takeBackApproval,
} from "../../src/entries/pending-actions.ts";
import { replacePolicies } from "../../src/entries/policies.ts";
import type { PendingActionsWorld } from "./pending-actions-world.ts";

/** The most open actions that the owner of these histories may have. */
export const openLimit = 3;

export type Step =
  | {
      readonly do: "propose";
      readonly key: string | null;
      readonly two: boolean;
      readonly graced: boolean;
      readonly seconds: number;
      readonly maxAttempts: number;
    }
  | { readonly do: "take back"; readonly n: number; readonly who: 0 | 1 | 2 }
  | {
      readonly do: "confirm" | "cancel";
      readonly n: number;
      readonly who: 0 | 1 | 2;
      readonly digest: boolean;
    }
  | { readonly do: "claim"; readonly seconds: number; readonly at: number }
  | { readonly do: "heartbeat" | "succeed" | "fail" | "release"; readonly n: number }
  | { readonly do: "expire" | "abandon" }
  | { readonly do: "delete"; readonly n: number };

const n = fc.nat({ max: 5 });
const seconds = fc.constantFrom(10, 60);
const isTrue = fc.boolean();

export const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("propose" as const),
      key: fc.constantFrom(null, null, "a", "b"),
      two: isTrue,
      graced: fc.constantFrom(true, false, false),
      seconds,
      maxAttempts: fc.constantFrom(0, 1, 2, 2),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "confirm" as const,
        "confirm" as const,
        "confirm" as const,
        "cancel" as const,
      ),
      n,
      who: fc.constantFrom(0 as const, 0 as const, 1 as const, 1 as const, 2 as const),
      digest: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("take back" as const),
      n,
      who: fc.constantFrom(0 as const, 0 as const, 0 as const, 1 as const, 2 as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("claim" as const),
      seconds,
      at: fc.double({ min: 0, max: 0.99, noNaN: true }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "heartbeat" as const,
        "succeed" as const,
        "fail" as const,
        "release" as const,
      ),
      n,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("expire" as const, "abandon" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete" as const), n }) },
);

export const jump: Arbitrary<number> = fc.constantFrom(
  0,
  0,
  1,
  5000,
  9999,
  10_000,
  30_000,
  60_000,
  3_600_000,
  -5000,
  -70_000,
);

const policies = `version: 1
policies: [{ name: graced, match: { types: ["*.graced"] }, allow: { grace: 10s } }]
`;

/** A world in which something has happened: a worker has an action under a lease, and another one waits. */
export async function beginWorld(world: PendingActionsWorld): Promise<PendingActionsWorld> {
  const { db } = world;
  // Once for the histories of a database.
  await replacePolicies(db, { text: policies, basedOn: null }, world.clock);
  const waits = { key: null, two: false, graced: false, seconds: 60, maxAttempts: 2 } as const;
  const proposal = { do: "propose", ...waits } as const;
  await propose(world, db, proposal);
  await decide(world, db, { do: "confirm", n: 0, who: 0, digest: true });
  await claim(world, db, { do: "claim", seconds: 10, at: 0 });
  await propose(world, db, { ...proposal, two: true });
  return world;
}

/** Does a step, and holds what the caller is told against what others were told before. */
export async function runStep(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  taken: Step,
): Promise<void> {
  switch (taken.do) {
    case "propose":
      return propose(world, db, taken);
    case "confirm":
    case "cancel":
      return decide(world, db, taken);
    case "claim":
      return claim(world, db, taken);
    case "take back":
      return takeBack(world, db, taken);
    case "expire":
      if ((await expirePendingActions(db, {}, world.clock)) > 0) world.see("swept");
      return undefined;
    case "abandon":
      if ((await abandonExpiredExecutions(db, {}, world.clock)).abandoned > 0)
        world.see("abandoned");
      return undefined;
    case "delete": {
      const action = world.action(taken.n);
      const token = action?.tokens[0];
      if (action && token !== undefined) {
        const holder = { userId: world.people[0], token };
        world.see((await deletePendingAction(db, holder, world.clock)).outcome);
      }
      return undefined;
    }
    default:
      return report(world, db, taken);
  }
}

async function propose(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  { key, two, graced, seconds: expiresInSeconds, maxAttempts }: Extract<Step, { do: "propose" }>,
): Promise<void> {
  world.now();
  const [owner, other] = world.people;
  const proposal = await createPendingAction(
    db,
    {
      userId: owner,
      summary: "Merge #1",
      actionType: graced ? world.gracedType : world.actionType,
      actionPayload: { pr: 1 },
      expiresInSeconds,
      maxAttempts,
      approvers: two ? [owner, other] : undefined,
      requiredApprovals: two ? 2 : 1,
      idempotencyKey: key,
      openLimit,
    },
    world.clock,
  );
  world.see(proposal.outcome);
  if (!("action" in proposal)) return;
  world.learn(proposal.action, "token" in proposal ? proposal.token : null);
  const isNew = proposal.outcome === "proposed" || proposal.outcome === "allowed";
  if (key !== null && isNew) world.keys.set(key, proposal.action.id);
}

const wrongDigest = "0".repeat(64);

/** Whether the caller was told that their decision ended the wait. */
function isDecided({ outcome }: Decision): boolean {
  return outcome === "confirmed" || outcome === "cancelled" || outcome === "rejected";
}

async function decide(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  { do: verb, n: index, who, digest }: Extract<Step, { do: "confirm" | "cancel" }>,
): Promise<void> {
  const known = world.action(index);
  const token = known?.tokens[index % known.tokens.length];
  if (!known || (token === undefined && !known.hasGrace)) return;
  const userId = world.people[who];
  const isById = who === 1 || token === undefined;
  const holder = { userId, token: token ?? "", payloadDigest: digest ? undefined : wrongDigest };
  const { id, payloadDigest } = known;
  const shown = { userId, id, payloadDigest: digest ? payloadDigest : wrongDigest } as const;
  const identified = { ...shown, surface: "api" } as const;
  // A token is for the owner alone.
  const say = {
    confirm: () =>
      isById
        ? approvePendingAction(db, identified, world.clock)
        : confirmPendingAction(db, holder, world.clock),
    cancel: () =>
      isById
        ? rejectPendingAction(db, identified, world.clock)
        : cancelPendingAction(db, holder, world.clock),
  };
  const decision = await say[verb]();
  world.see(decision.outcome);
  if (who === 2) expect(decision.outcome).toBe("not_found");
  if (isDecided(decision)) {
    expect(digest).toBe(true);
    known.winners.push(`${decision.outcome} ${userId}`);
    if (!known.hasGrace) expect(known.winners).toHaveLength(1);
  }
}

async function takeBack(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  { n: index, who }: Extract<Step, { do: "take back" }>,
): Promise<void> {
  const known = world.action(index);
  if (!known) return;
  const userId = world.people[who];
  const { id, payloadDigest, hasGrace } = known;
  const shown = { userId, id, payloadDigest, surface: "api" } as const;
  const told = await takeBackApproval(db, shown, world.clock);
  world.see(told.outcome);
  if (who === 2) expect(told.outcome).toBe("not_found");
  if ("action" in told) known.payloadDigest = told.action.payloadDigest;
  if (told.outcome !== "taken_back") return;
  expect(hasGrace).toBe(true);
  known.winners.push(`taken_back ${userId}`);
}

async function claim(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  { seconds: leaseSeconds, at }: Extract<Step, { do: "claim" }>,
): Promise<void> {
  const now = world.now();
  const claimed = await claimAction(
    db,
    { types: [world.actionType, world.gracedType], worker: "w", leaseSeconds, random: () => at },
    world.clock,
  );
  if (!claimed) return;
  const { lease, action } = claimed;
  world.see(lease.attempt === 1 ? "claimed" : "claimed again");
  for (const earlier of world.leases) {
    if (earlier.actionId !== action.id || earlier.over) continue;
    // No double execution within a lease.
    expect(earlier.expiresAt).toBeLessThanOrEqual(now);
  }
  world.leases.push({
    actionId: action.id,
    token: lease.token,
    attempt: lease.attempt,
    expiresAt: lease.expiresAt.getTime(),
    over: false,
  });
}

async function report(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  { do: verb, n: index }: Extract<Step, { do: "heartbeat" | "succeed" | "fail" | "release" }>,
): Promise<void> {
  const lease = world.lease(index);
  if (!lease) return;
  const { actionId, token } = lease;
  // Before the answer: from now on another worker may have the action.
  if (verb !== "heartbeat") lease.over = true;
  if (verb === "heartbeat") {
    const answer = await heartbeatAction(db, { actionId, token, leaseSeconds: 60 }, world.clock);
    world.see(answer.outcome);
    if (answer.outcome === "extended") lease.expiresAt = answer.expiresAt.getTime();
  } else if (verb === "release") {
    world.see((await releaseAction(db, { actionId, token }, world.clock)).outcome);
  } else {
    const answer =
      verb === "succeed"
        ? await succeedAction(db, { actionId, token, result: { by: lease.attempt } }, world.clock)
        : await failAction(db, { actionId, token, error: `no ${lease.attempt}` }, world.clock);
    world.see(answer.outcome);
    if (answer.outcome === "succeeded" || answer.outcome === "failed") {
      // A worker that lost its lease cannot report.
      expect(answer.action.attempts).toBe(lease.attempt);
    }
  }
}
