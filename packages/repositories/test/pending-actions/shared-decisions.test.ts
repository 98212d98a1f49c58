import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  findPendingAction,
} from "../../src/entries/pending-actions.ts";
import { sharedDecisions } from "../../src/pending-actions/shared-decisions.ts";
import { Crash, failingFrom } from "../failing-database.ts";
import { Actions, ada, edsger, grace, owner, race, sorted, stranger } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await actions[Symbol.asyncDispose]();
});

const confirm = (token: string, userId: string = owner) =>
  confirmPendingAction(actions.db, { userId, token }, actions.clock);

const times = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

const proposeMany = (count: number) => Promise.all(times(count).map(() => actions.propose()));

/** The outcomes that are told, the states that are stored, and the events on record must agree. */
async function countStates(): Promise<Record<string, number>> {
  const rows = await actions.db.selectFrom("pending_actions").select("state").execute();
  const counts: Record<string, number> = {};
  for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

test("callers who decide many actions at once share a few transactions", async () => {
  const proposed = await proposeMany(100);
  const run = vi.spyOn(sharedDecisions, "run");
  // Each action is confirmed twice and cancelled once.
  const outcomes = await race(300, (n) => {
    const { token } = proposed[n % 100] as (typeof proposed)[number];
    const decision = { userId: owner, token };
    return n < 200
      ? confirmPendingAction(actions.db, decision, actions.clock)
      : cancelPendingAction(actions.db, decision, actions.clock);
  });
  expect(run.mock.calls.length).toBeLessThan(20);
  const { confirmed = 0, cancelled = 0, already_decided } = outcomes;
  expect(confirmed + cancelled).toBe(100);
  expect(already_decided).toBe(200);
  const states: Record<string, number> = {};
  if (confirmed > 0) states["confirmed"] = confirmed;
  if (cancelled > 0) states["cancelled"] = cancelled;
  expect(await countStates()).toEqual(states);
  const events = (await actions.events()).filter((event) => event !== "proposed");
  expect(events).toEqual(
    sorted([
      ...times(confirmed).map(() => "confirmed"),
      ...times(cancelled).map(() => "cancelled"),
    ]),
  );
});

test("each caller gets the action of its own token, or is told that there is none", async () => {
  const proposed = await proposeMany(20);
  const decisions = await Promise.all(
    proposed.flatMap(({ token }) => [
      confirm(token),
      confirm(`${token} of nothing`),
      confirm(token, stranger),
    ]),
  );
  for (const [n, { action }] of proposed.entries()) {
    const [own, none, others] = decisions.slice(n * 3, n * 3 + 3);
    expect(own).toMatchObject({ outcome: "confirmed", action: { id: action.id } });
    expect(none).toEqual({ outcome: "not_found" });
    expect(others).toEqual({ outcome: "not_found" });
  }
});

test("two tokens of one action decide it once", async () => {
  const proposal = { idempotencyKey: "once" };
  const { token } = await actions.propose(proposal);
  const repeated = await actions.attempt(proposal);
  const later = (repeated.outcome === "replayed" && repeated.token) || "";
  expect(later).not.toBe(token);
  const outcomes = await race(40, (n) => confirm(n % 2 ? token : later));
  expect(outcomes).toEqual({ confirmed: 1, already_decided: 39 });
  expect(await actions.events()).toEqual(["confirmed", "proposed"]);
});

test("approvals of one action that share a transaction follow each other", async () => {
  const policy = { approvers: [ada, grace, edsger], requiredApprovals: 3 };
  const { action } = await actions.propose(policy);
  const people = [ada, grace, ada, edsger, grace];
  const decisions = await Promise.all(people.map((person) => actions.approve(person, action)));
  const told = decisions.map(({ outcome }) => outcome);
  expect(sorted(told)).toEqual(
    sorted(["approved", "approved", "already_approved", "confirmed", "already_decided"]),
  );
  expect(await actions.count("pending_action_approvals")).toBe(3);
  expect(await actions.events()).toEqual(["approved", "approved", "confirmed", "proposed"]);
  expect(await findPendingAction(actions.db, { userId: ada, id: action.id })).toMatchObject({
    state: "confirmed",
    approvals: 3,
  });
});

test("overdue actions among others expire once, and their callers are told", async () => {
  const short = await Promise.all(times(5).map(() => actions.propose({ expiresInSeconds: 10 })));
  const long = await proposeMany(5);
  actions.clock.advance(10_000);
  const tokens = [...short, ...long, ...short].map(({ token }) => token);
  const outcomes = await race(tokens.length, (n) => confirm(tokens[n] ?? ""));
  expect(outcomes).toEqual({ expired: 10, confirmed: 5 });
  expect(await countStates()).toEqual({ expired: 5, confirmed: 5 });
  const events = (await actions.events()).filter((event) => event !== "proposed");
  expect(events).toEqual([...times(5).map(() => "confirmed"), ...times(5).map(() => "expired")]);
});

test("the failure of one caller leaves the others' decisions", async () => {
  const proposed = await proposeMany(30);
  const broken = {
    now: () => actions.clock.now(),
    newId: () => {
      throw new Error("no id for this caller");
    },
  };
  const settled = await Promise.allSettled(
    proposed.map(({ token }, n) =>
      confirmPendingAction(actions.db, { userId: owner, token }, n === 7 ? broken : actions.clock),
    ),
  );
  expect(settled.flatMap(({ status }, n) => (status === "rejected" ? [n] : []))).toEqual([7]);
  expect(await countStates()).toEqual({ pending: 1, confirmed: 29 });
  const events = (await actions.events()).filter((event) => event !== "proposed");
  expect(events).toEqual(times(29).map(() => "confirmed"));
});

test("a crash at any statement leaves neither the decision nor its record", async () => {
  const { action, token } = await actions.propose();
  const decision = { userId: owner, token };
  let statements = 0;
  const crashesAt = (statement: number): Promise<boolean> =>
    confirmPendingAction(failingFrom(actions.db, statement), decision, actions.clock).then(
      () => false,
      (error: unknown) => error instanceof Crash,
    );
  while (await crashesAt(statements + 1)) {
    statements++;
    const left = await findPendingAction(
      actions.db,
      { userId: owner, id: action.id },
      actions.clock,
    );
    expect(left).toEqual(action);
    expect(await actions.events()).toEqual(["proposed"]);
  }
  expect(statements).toBeGreaterThan(2);
  expect(await confirm(token)).toMatchObject({ outcome: "already_decided" });
});

test("in a caller's transaction that is rolled back nothing is decided", async () => {
  const { token } = await actions.propose();
  const rolledBack = actions.db.transaction().execute(async (transaction) => {
    const decision = { userId: owner, token };
    const told = [];
    for (let n = 0; n < 2; n++) {
      told.push((await confirmPendingAction(transaction, decision, actions.clock)).outcome);
    }
    expect(told).toEqual(["confirmed", "already_decided"]);
    throw new Error("the caller changes its mind");
  });
  await expect(rolledBack).rejects.toThrow("the caller changes its mind");
  expect(await countStates()).toEqual({ pending: 1 });
});
