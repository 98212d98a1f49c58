import type { Database } from "@handsfree/schema";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { expect } from "vitest";
import {
  deadLetterExhaustedWebhookEvents,
  claimWebhookEvents,
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  releaseWebhookEvent,
  replayWebhookEvent,
  replayWebhookEvents,
  resumeReplay,
  retryWebhookEvent,
  reviveWebhookEvent,
  stopReplay,
  storeWebhookEvent,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import type { WebhooksWorld } from "./webhooks-world.ts";

const reports = ["heartbeat", "succeed", "ignore", "fail", "give up", "release"] as const;
const requests = ["retry", "revive", "replay"] as const;

export type Step =
  | { readonly do: "deliver"; readonly delivery: string; readonly genuine: boolean }
  | { readonly do: "claim"; readonly limit: number; readonly seconds: number; readonly at: number }
  | { readonly do: (typeof reports)[number] | (typeof requests)[number]; readonly n: number }
  | { readonly do: "replay all"; readonly rate: number | null }
  | { readonly do: "stop" | "resume"; readonly n: number }
  | { readonly do: "deadLetter" };

const n = fc.nat({ max: 5 });
const delivery = fc.constantFrom("a", "a", "b", "c");
const genuine = fc.constantFrom(true, true, true, false);
const at = fc.double({ min: 0, max: 0.99, noNaN: true });
const limit = fc.constantFrom(1, 1, 3);
const seconds = fc.constantFrom(10, 60);
const rate = fc.constantFrom(null, 0.1);

export const step: Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("deliver" as const), delivery, genuine }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("claim" as const), limit, seconds, at }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...reports), n }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...requests), n }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("replay all" as const), rate }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("stop" as const, "stop" as const, "resume" as const),
      n,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("deadLetter" as const) }) },
);

export const jump: Arbitrary<number> = fc.constantFrom(
  0,
  0,
  1,
  9999,
  10_000,
  10_000,
  60_000,
  60_000,
  3_600_000,
  -5000,
  -70_000,
);

/** Two attempts, and waits that the histories' jumps can span. */
const retryPolicy = { maximumAttempts: 2, baseSeconds: 60, factor: 1, random: () => 0.5 };

/** A world in which something has happened: an event is processed, one is dead, and one waits. */
export async function beginWorld(world: WebhooksWorld): Promise<WebhooksWorld> {
  const { db } = world;
  for (const deliveryId of ["a", "b"]) {
    await deliver(world, db, { do: "deliver", delivery: deliveryId, genuine: true });
    await claim(world, db, { do: "claim", limit: 1, seconds: 10, at: 0 });
    await report(world, db, deliveryId === "a" ? "succeed" : "give up", 0);
  }
  await deliver(world, db, { do: "deliver", delivery: "c", genuine: true });
  return world;
}

/** Does a step, and holds what the caller is told against what others were told before. */
export async function runStep(
  world: WebhooksWorld,
  db: Kysely<Database>,
  taken: Step,
): Promise<void> {
  switch (taken.do) {
    case "deliver":
      return deliver(world, db, taken);
    case "claim":
      return claim(world, db, taken);
    case "replay all":
      return replayAll(world, db, taken.rate);
    case "stop":
    case "resume":
      return endReplay(world, db, taken.do, world.replay(taken.n));
    case "deadLetter": {
      const { deadLettered } = await deadLetterExhaustedWebhookEvents(
        db,
        { retryPolicy },
        world.clock,
      );
      if (deadLettered > 0) world.see("deadLettered");
      return undefined;
    }
    case "retry":
    case "revive":
    case "replay":
      return request(world, db, taken.do, world.event(taken.n));
    default:
      return report(world, db, taken.do, taken.n);
  }
}

async function deliver(
  world: WebhooksWorld,
  db: Kysely<Database>,
  { delivery: deliveryId, genuine: isGenuine }: Extract<Step, { do: "deliver" }>,
): Promise<void> {
  const { source } = world;
  const forged = { signatureOk: false, rejection: "invalid_signature" } as const;
  const signed = isGenuine ? ({ signatureOk: true } as const) : forged;
  const receipt = await storeWebhookEvent(
    db,
    { source, eventType: "push", deliveryId, payload: `{"id":"${deliveryId}"}`, ...signed },
    world.clock,
  );
  world.see(receipt.outcome);
  expect(isGenuine).toBe(receipt.outcome === "stored" || receipt.outcome === "duplicate");
  if (receipt.outcome !== "stored" && receipt.outcome !== "duplicate") return;
  const known = world.stored.get(deliveryId);
  // One delivery is one event, whatever became of it.
  if (known !== undefined) expect(receipt.event.id).toBe(known);
  world.stored.set(deliveryId, receipt.event.id);
  if (receipt.outcome === "duplicate") {
    world.duplicates.set(receipt.event.id, (world.duplicates.get(receipt.event.id) ?? 0) + 1);
  }
}

async function claim(
  world: WebhooksWorld,
  db: Kysely<Database>,
  { limit: most, seconds: leaseSeconds, at: random }: Extract<Step, { do: "claim" }>,
): Promise<void> {
  const now = world.clock.now().getTime();
  const worker = v7();
  const claimed = await claimWebhookEvents(
    db,
    {
      worker,
      limit: most,
      leaseSeconds,
      sources: [world.source],
      retryPolicy,
      random: () => random,
    },
    world.clock,
  );
  expect(claimed.length).toBeLessThanOrEqual(most);
  for (const { event, lease } of claimed) {
    world.see(lease.attempt === 1 ? "claimed" : "claimed again");
    for (const earlier of world.leases) {
      if (earlier.actionId !== event.id || earlier.over) continue;
      // Nobody works on what another has under a lease.
      expect(earlier.expiresAt).toBeLessThanOrEqual(now);
    }
    const { token, attempt, expiresAt } = lease;
    world.leases.push({
      actionId: event.id,
      worker,
      token,
      attempt,
      expiresAt: expiresAt.getTime(),
      over: false,
    });
  }
}

async function report(
  world: WebhooksWorld,
  db: Kysely<Database>,
  verb: (typeof reports)[number],
  index: number,
): Promise<void> {
  const lease = world.lease(index);
  if (!lease) return;
  const holder = { id: lease.actionId, token: lease.token };
  if (verb === "heartbeat") {
    const answer = await heartbeatWebhookEvent(db, { ...holder, leaseSeconds: 60 }, world.clock);
    world.see(answer.outcome);
    if (answer.outcome === "extended") lease.expiresAt = answer.expiresAt.getTime();
    return;
  }
  // Before the answer: from now on another worker may have the event.
  lease.over = true;
  const answer = await send(db, verb, holder, world);
  world.see(answer.outcome);
  const { outcome } = answer;
  if (outcome === "lease_lost" || outcome === "not_found" || outcome === "already_ended") return;
  world.reported.set(`${lease.actionId} ${lease.worker}`, outcome);
}

function send(
  db: Kysely<Database>,
  verb: Exclude<(typeof reports)[number], "heartbeat">,
  holder: { id: string; token: string },
  { clock }: WebhooksWorld,
): ReturnType<typeof succeedWebhookEvent> {
  switch (verb) {
    case "succeed":
      return succeedWebhookEvent(db, holder, clock);
    case "ignore":
      return ignoreWebhookEvent(db, { ...holder, reason: "not ours" }, clock);
    case "release":
      return releaseWebhookEvent(db, holder, clock);
    default: {
      const retry = verb === "fail";
      return failWebhookEvent(db, { ...holder, error: "no", retry, retryPolicy }, clock);
    }
  }
}

async function request(
  world: WebhooksWorld,
  db: Kysely<Database>,
  verb: (typeof requests)[number],
  id: string | undefined,
): Promise<void> {
  if (id === undefined) return;
  const ask = { retry: retryWebhookEvent, revive: reviveWebhookEvent, replay: replayWebhookEvent }[
    verb
  ];
  const asked = await ask(db, { id }, world.clock);
  world.see(asked.outcome);
  const replayId = "event" in asked ? asked.event.replayId : null;
  if (replayId !== null) world.replays.push(replayId);
}

async function replayAll(
  world: WebhooksWorld,
  db: Kysely<Database>,
  eventsPerSecond: number | null,
): Promise<void> {
  const id = v7();
  // Known before it is asked for, so that others can stop or resume it whatever becomes of this caller.
  world.replays.push(id);
  const filter = { source: world.source };
  const replay = await replayWebhookEvents(db, { id, filter, eventsPerSecond }, world.clock);
  world.see(replay.completedAt === null ? "cut off" : "replayed all");
}

async function endReplay(
  world: WebhooksWorld,
  db: Kysely<Database>,
  verb: "stop" | "resume",
  id: string | undefined,
): Promise<void> {
  if (id === undefined) return;
  if (verb === "resume") {
    await resumeReplay(db, id, {}, world.clock);
    return;
  }
  const stopped = await stopReplay(db, { id }, world.clock);
  if (stopped.outcome === "stopped" && stopped.restored > 0) world.see("put back");
}
