import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimAction,
  confirmPendingAction,
  type Lease,
  type NewPendingAction,
  type Proposal,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { storeText, textOf } from "../policies/store/policies-world.ts";
import { Actions, owner } from "./actions.ts";
import { executionTrail, required } from "./confirmed-actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

const allow = `{ name: small, match: { types: [merge_pr] }, allow: true }`;

function store(...policies: readonly string[]): Promise<void> {
  return storeText(actions.db, actions.clock, textOf(...policies));
}

/** A proposal of one call, as an agent makes it: the same key for the same call, and a lease token for each attempt. */
function call(claim: Partial<NewPendingAction["claim"]> = {}): Partial<NewPendingAction> {
  return {
    idempotencyKey: "call/1",
    renewable: true,
    maxAttempts: 1,
    claim: { worker: "agent", leaseToken: newToken(), ...claim },
  };
}

function newToken(): string {
  return randomBytes(32).toString("base64url");
}

function leaseOf(proposal: Proposal): Lease | undefined {
  return "lease" in proposal ? proposal.lease : undefined;
}

test("an allowed proposal that asks for a claim is executing under the caller's lease", async () => {
  await store(allow);
  const leaseToken = newToken();
  const proposal = await actions.attempt(call({ leaseToken, leaseSeconds: 30 }));
  expect(proposal).toMatchObject({
    outcome: "allowed",
    action: { state: "executing", attempts: 1, worker: "agent", executableAt: null },
  });
  const lease = required(leaseOf(proposal));
  const now = actions.clock.now();
  const expiresAt = new Date(now.getTime() + 30_000);
  expect(lease).toEqual({ token: leaseToken, actionId: expect.any(String), expiresAt, attempt: 1 });
  expect(await actions.row(lease.actionId)).toMatchObject({
    state: "executing",
    policy_name: "small",
    lease_worker: "agent",
    lease_expires_at: expiresAt,
    started_at: now,
  });
  expect(JSON.stringify(await actions.row(lease.actionId))).not.toContain(leaseToken);
  expect(await actions.events()).toEqual(["confirmed", "execution_started", "proposed"]);
  expect(await executionTrail(actions.db, lease.actionId)).toEqual([
    { event: "started", ok: true, state: "executing", by: "agent", reason: null, attempt: 1 },
  ]);
  expect(await succeedAction(actions.db, lease, actions.clock)).toMatchObject({
    outcome: "succeeded",
  });
});

test("a proposal that waits, that a policy denies, holds back or lets a person carry out, gets no lease", async () => {
  expect(await actions.attempt(call())).toMatchObject({ outcome: "proposed" });
  await store(`{ name: frozen, match: { types: [merge_pr] }, deny: "frozen" }`);
  expect(await actions.attempt({ ...call(), idempotencyKey: "2" })).toMatchObject({
    outcome: "denied",
    action: { attempts: 0 },
  });
  await store(`{ name: slow, match: { types: [merge_pr] }, allow: { grace: 10s } }`);
  const held = { ...call(), idempotencyKey: "3" };
  expect(leaseOf(await actions.attempt(held))).toBeUndefined();
  actions.clock.advance(10_000);
  expect(leaseOf(await actions.attempt(held))).toMatchObject({ attempt: 1 });
  await store(allow);
  const byPerson = await actions.attempt({ ...call(), idempotencyKey: "4", maxAttempts: 0 });
  expect(byPerson).toMatchObject({ outcome: "allowed", action: { state: "confirmed" } });
  expect(leaseOf(byPerson)).toBeUndefined();
});

test("a repetition gets the lease of an action that was approved meanwhile, and one after it does not", async () => {
  const { action, token } = await actions.propose(call());
  await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  const resumed = await actions.attempt(call());
  expect(resumed).toMatchObject({
    outcome: "replayed",
    action: { id: action.id, state: "executing", attempts: 1, worker: "agent" },
    lease: { actionId: action.id, attempt: 1 },
  });
  const other = await actions.attempt(call({ worker: "other" }));
  expect(other).toMatchObject({ outcome: "replayed", action: { id: action.id, worker: "agent" } });
  expect(leaseOf(other)).toBeUndefined();
});

test("an action whose payload was altered since its approval is abandoned instead", async () => {
  const { action, token } = await actions.propose(call());
  await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  await actions.db
    .updateTable("pending_actions")
    .set({ action_payload: `{"pr":13}` })
    .where("id", "=", action.id)
    .execute();
  const resumed = await actions.attempt(call());
  expect(resumed).toMatchObject({ outcome: "replayed", action: { state: "abandoned" } });
  expect(leaseOf(resumed)).toBeUndefined();
});

test("a retry of a request whose answer was lost gets its lease, as long as that runs", async () => {
  await store(allow);
  const asked = call({ leaseSeconds: 30 });
  const first = required(leaseOf(await actions.attempt(asked)));
  actions.clock.advance(29_000);
  expect(leaseOf(await actions.attempt(asked))).toEqual(first);
  actions.clock.advance(1000);
  expect(leaseOf(await actions.attempt(asked))).toBeUndefined();
  expect(await actions.events()).toEqual(["confirmed", "execution_started", "proposed"]);
});

test("a late retry of a request whose call has ended asks nothing anew, and the next call does", async () => {
  await store(allow);
  const asked = call();
  const lease = required(leaseOf(await actions.attempt(asked)));
  await succeedAction(actions.db, lease, actions.clock);
  const late = await actions.attempt(asked);
  expect(late).toMatchObject({
    outcome: "replayed",
    action: { id: lease.actionId, state: "succeeded" },
  });
  expect(leaseOf(late)).toBeUndefined();
  const next = required(leaseOf(await actions.attempt(call())));
  expect(next.actionId).not.toBe(lease.actionId);
});

test("of 50 callers with one key one gets the lease, also if others claim the action", async () => {
  await store(allow);
  const made = await Promise.all(Array.from({ length: 50 }, () => actions.attempt(call())));
  expect(made.flatMap((proposal) => leaseOf(proposal) ?? [])).toHaveLength(1);

  await store();
  const { action, token } = await actions.propose({ ...call(), idempotencyKey: "call/2" });
  await confirmPendingAction(actions.db, { userId: owner, token }, actions.clock);
  const leases = await Promise.all(
    Array.from({ length: 50 }, async (_, n) => {
      if (n % 2 === 0) {
        return leaseOf(await actions.attempt({ ...call(), idempotencyKey: "call/2" }));
      }
      const wanted = { id: action.id, types: ["merge_pr"], worker: "other" };
      return (await claimAction(actions.db, wanted, actions.clock))?.lease;
    }),
  );
  expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
  expect(await actions.row(action.id)).toMatchObject({ state: "executing", attempts: 1 });
});

test("two proposals of one transaction with one key: the second gets what the first left", async () => {
  await store(allow);
  // They share a transaction, as they are asked for at once.
  const [unclaimed, claimed] = await Promise.all([
    actions.attempt({ ...call(), claim: undefined }),
    actions.attempt(call()),
  ]);
  expect(leaseOf(unclaimed)).toBeUndefined();
  const lease = required(leaseOf(claimed));
  expect(await actions.row(lease.actionId)).toMatchObject({ state: "executing", attempts: 1 });
  expect(await actions.count("pending_actions")).toBe(1);
  expect(await actions.events()).toEqual(["confirmed", "execution_started", "proposed"]);
});

test("a transaction that fails leaves neither an action nor a lease", async () => {
  await store(allow);
  const failed = actions.db.transaction().execute(async (transaction) => {
    expect(leaseOf(await actions.within(transaction).attempt(call()))).toBeDefined();
    throw new Error("the machine stopped");
  });
  await expect(failed).rejects.toThrow("the machine stopped");
  expect(await actions.count("pending_actions")).toBe(0);
  expect(leaseOf(await actions.attempt(call()))).toMatchObject({ attempt: 1 });
});

test.for([
  [{ leaseToken: "short" }, "claim.leaseToken"],
  [{ leaseToken: `${newToken()}=` }, "claim.leaseToken"],
  [{ worker: "" }, "worker"],
  [{ leaseSeconds: 0 }, "leaseSeconds"],
] as const)("a claim with %j is refused by name", async ([claim, field]) => {
  await expect(actions.attempt(call(claim))).rejects.toMatchObject({
    code: "invalid_input",
    field,
  });
});
