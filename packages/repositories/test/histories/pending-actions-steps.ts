import { randomBytes } from "node:crypto";
import type { Database } from "@handsfree/schema";
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
import type { Proposal, Step } from "./pending-actions-calls.ts";
import type { PendingActionsWorld } from "./pending-actions-world.ts";

/** The most open actions that the owner of these histories may have. */
export const openLimit = 3;

const policies = `version: 1
policies:
  - { name: graced, match: { types: ["*.graced"] }, allow: { grace: 10s } }
  - { name: allowed, match: { types: ["*.allowed"] }, allow: true }
`;

/** A world in which something has happened: a worker has an action under a lease, and another one waits. */
export async function beginWorld(world: PendingActionsWorld): Promise<PendingActionsWorld> {
  const { db } = world;
  // Once for the histories of a database.
  await replacePolicies(db, { text: policies, basedOn: null }, world.clock);
  const waits = { key: null, two: false, seconds: 60, maxAttempts: 2 } as const;
  const proposal = { do: "propose", policy: "none", claims: "not", ...waits } as const;
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
      if (taken.key !== null) world.lastAsked = taken;
      return propose(world, db, taken);
    case "propose again":
      if (world.lastAsked) await propose(world, db, world.lastAsked);
      return undefined;
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
  { key, two, policy, claims, seconds: expiresInSeconds, maxAttempts }: Proposal,
): Promise<void> {
  world.now();
  const [owner, other] = world.people;
  const actionTypes = {
    none: world.actionType,
    graced: world.gracedType,
    allowed: world.allowedType,
  };
  const leaseToken = ownToken(world, key, claims);
  const proposal = await createPendingAction(
    db,
    {
      userId: owner,
      summary: "Merge #1",
      actionType: actionTypes[policy],
      actionPayload: { pr: 1 },
      expiresInSeconds,
      maxAttempts,
      approvers: two ? [owner, other] : undefined,
      requiredApprovals: two ? 2 : 1,
      idempotencyKey: key,
      openLimit,
      claim: claims === "not" ? undefined : { worker: "w", leaseSeconds: 10, leaseToken },
    },
    world.clock,
  );
  world.see(proposal.outcome);
  if (!("action" in proposal)) return;
  world.learn(proposal.action, "token" in proposal ? proposal.token : null);
  const isNew = proposal.outcome === "proposed" || proposal.outcome === "allowed";
  if (key !== null && isNew) world.keys.set(key, proposal.action.id);
  const lease = "lease" in proposal ? proposal.lease : undefined;
  if (lease === undefined) return;
  expect(lease).toMatchObject({ token: leaseToken, actionId: proposal.action.id });
  const earlier = world.leases.find(({ token }) => token === leaseToken);
  if (earlier === undefined) {
    world.see("claimed at once");
    world.hold(lease);
  } else {
    // The answer to the same request once more.
    world.see("claimed before");
    expect(lease).toMatchObject({ actionId: earlier.actionId, attempt: earlier.attempt });
  }
}

/** The token of a claim. A caller who sends a request again sends the same one. */
function ownToken(
  { ownTokens }: PendingActionsWorld,
  key: string | null,
  claims: Proposal["claims"],
): string {
  const made = randomBytes(32).toString("base64url");
  if (key === null || claims !== "again") return made;
  const token = ownTokens.get(key) ?? made;
  ownTokens.set(key, token);
  return token;
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
  if (!known || (token === undefined && !known.isAllowed)) return;
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
    if (!known.isAllowed) expect(known.winners).toHaveLength(1);
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
  const { id, payloadDigest, isAllowed } = known;
  const shown = { userId, id, payloadDigest, surface: "api" } as const;
  const told = await takeBackApproval(db, shown, world.clock);
  world.see(told.outcome);
  if (who === 2) expect(told.outcome).toBe("not_found");
  if ("action" in told) known.payloadDigest = told.action.payloadDigest;
  if (told.outcome !== "taken_back") return;
  expect(isAllowed).toBe(true);
  known.winners.push(`taken_back ${userId}`);
}

async function claim(
  world: PendingActionsWorld,
  db: Kysely<Database>,
  { seconds: leaseSeconds, at }: Extract<Step, { do: "claim" }>,
): Promise<void> {
  const types = [world.actionType, world.gracedType, world.allowedType];
  const claimed = await claimAction(
    db,
    { types, worker: "w", leaseSeconds, random: () => at },
    world.clock,
  );
  if (!claimed) return;
  const { lease } = claimed;
  world.see(lease.attempt === 1 ? "claimed" : "claimed again");
  world.hold(lease);
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
