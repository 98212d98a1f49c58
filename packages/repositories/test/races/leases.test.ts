import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { describe, expect, test } from "vitest";
import {
  claimAction,
  type ClaimedAction,
  confirmPendingAction,
  createPendingAction,
  findPendingAction,
  heartbeatAction,
  type Lease,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import {
  claimWebhookEvents,
  findWebhookEvent,
  storeWebhookEvent,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import { type Callers, callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const proposal = { userId, summary: "Merge #12", actionType: "merge_pr", actionPayload: {} };
const claim = { types: ["merge_pr"], worker: "ada" };

async function confirmed(four: Callers): Promise<string> {
  const proposed = await createPendingAction(four.db(), proposal, four.clock);
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  const { action, token } = proposed;
  await confirmPendingAction(four.db(), { userId, token }, four.clock);
  return action.id;
}

/** One that a worker has, whose lease has run out. */
async function overdue(four: Callers): Promise<ClaimedAction> {
  const id = await confirmed(four);
  const claimed = await claimAction(four.db(), { ...claim, id }, four.clock);
  if (claimed === undefined) throw new Error("nothing to claim");
  four.clock.advance(60_000);
  return claimed;
}

/** A claim of this action, as one outcome among others. */
async function takeOver(db: Kysely<Database>, { actionId }: Lease, { clock }: Callers) {
  const claimed = await claimAction(db, { ...claim, id: actionId }, clock);
  return { outcome: claimed === undefined ? "nothing" : "taken" };
}

const lastOf = async (four: Callers, id: string) => {
  const action = await findPendingAction(four.db(3), { userId, id }, four.clock);
  return { state: action?.state, attempts: action?.attempts };
};

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} claim one action: one has it`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const id = await confirmed(four);
      const claims = await four.race((db) => claimAction(db, claim, four.clock));
      expect(claims.flatMap((claimed) => claimed?.action.id ?? [])).toEqual([id]);
    }
  });

  test(`${callers} claim 50 actions: each is had by one`, async () => {
    await using four = await openFour(poolSize);
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push(await confirmed(four));
    const claims = await four.race((db) => claimAction(db, claim, four.clock));
    expect(claims.flatMap((claimed) => claimed?.action.id ?? []).toSorted()).toEqual(
      ids.toSorted(),
    );
  });

  test(`${callers} report or take over when the lease has run out: one of them has the action`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const { action, lease } = await overdue(four);
      const reports = Array.from({ length: callers }, () => four.draw(2) === 0);
      const results = await four.race<{ readonly outcome: string }>((db, n) =>
        reports[n] ? succeedAction(db, lease, four.clock) : takeOver(db, lease, four),
      );
      const counts = tally(results);
      const reporters = reports.filter(Boolean).length;
      const last = await lastOf(four, action.id);
      expect([
        [
          { nothing: callers - reporters, succeeded: 1, already_ended: reporters - 1 },
          "succeeded",
          1,
        ],
        [{ nothing: callers - reporters - 1, taken: 1, lease_lost: reporters }, "executing", 2],
      ]).toContainEqual([counts, last.state, last.attempts]);
    }
  });

  test(`${callers} beat or take over when the lease has run out: nobody gets it back`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const { lease } = await overdue(four);
      const results = await four.race<{ readonly outcome: string }>((db, n) =>
        n % 2 === 0 ? heartbeatAction(db, lease, four.clock) : takeOver(db, lease, four),
      );
      expect(tally(results)).toEqual({
        lease_lost: callers / 2,
        taken: 1,
        nothing: callers / 2 - 1,
      });
    }
  });

  test(`${callers} claim 50 deliveries: each is had by one`, async () => {
    await using four = await openFour(poolSize);
    const ids = await four.race(async (db, n) => {
      const delivery = { source: "github", deliveryId: `d-${n}`, signatureOk: true, payload: "{}" };
      const { event } = await storeWebhookEvent(db, { ...delivery, signatureOk: true }, four.clock);
      return event.id;
    }, 50);
    const claims = await four.race((db) => claimWebhookEvents(db, { worker: "ada" }, four.clock));
    expect(
      claims
        .flat()
        .map(({ event }) => event.id)
        .toSorted(),
    ).toEqual(ids.toSorted());
  });

  test(`${callers} report or take over a delivery when the lease has run out: one has it`, async () => {
    await using four = await openFour(poolSize);
    const delivery = { source: "github", deliveryId: "d", payload: "{}" };
    await storeWebhookEvent(four.db(), { ...delivery, signatureOk: true }, four.clock);
    const [first] = await claimWebhookEvents(four.db(), { worker: "ada" }, four.clock);
    if (first === undefined) throw new Error("nothing to claim");
    four.clock.advance(60_000);
    const holder = { id: first.event.id, token: first.lease.token };
    const results = await four.race(async (db, n) => {
      if (n % 2 === 0) return (await succeedWebhookEvent(db, holder, four.clock)).outcome;
      const claims = await claimWebhookEvents(db, { worker: "grace" }, four.clock);
      return claims.length === 0 ? "nothing" : "taken";
    });
    const counts = tally(results.map((outcome) => ({ outcome })));
    const event = await findWebhookEvent(four.db(3), holder.id);
    expect([
      [{ processed: 1, already_ended: callers / 2 - 1, nothing: callers / 2 }, "processed"],
      [{ lease_lost: callers / 2, taken: 1, nothing: callers / 2 - 1 }, "processing"],
    ]).toContainEqual([counts, event?.state]);
  });
});
