import type { Database, WebhookEventState, WebhookTransition } from "@handsfree/schema";
import { TestClock } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import {
  buryExhaustedWebhookEvents,
  type ClaimedWebhookEvent,
  claimWebhookEvents,
  type Context,
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  releaseWebhookEvent,
  replayWebhookEvent,
  replayWebhookEvents,
  retryWebhookEvent,
  reviveWebhookEvent,
  stopReplay,
  succeedWebhookEvent,
  webhookEventTransitions,
} from "../../src/index.ts";
import { storeEvents, storeForged } from "./inbox-fixture.ts";

const retryPolicy = { maximumAttempts: 2, baseSeconds: 10, factor: 1, random: () => 0.5 };
const kinds = [
  "claim",
  "claim",
  "claim",
  "succeed",
  "ignore",
  "fail",
  "giveUp",
  "release",
  "heartbeat",
  "retry",
  "revive",
  "replay",
  "replayAll",
  "stop",
  "bury",
  "pass",
  "pass",
  "pass",
] as const;

/** One step of a history. */
export interface Operation {
  readonly kind: (typeof kinds)[number];
  /** To which of those that there are. */
  readonly pick: number;
  /** How far the clock goes, forth or back, where it does. */
  readonly seconds: number;
  /** Below 4: the process dies when it needs its so many-th id. */
  readonly dies: number;
}

export const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom(...kinds),
  pick: fc.nat({ max: 9 }),
  seconds: fc.integer({ min: -120, max: 120 }),
  dies: fc.integer({ min: 0, max: 19 }),
});

interface Lease {
  readonly id: string;
  readonly token: string;
}

/** One history, with two callers of each operation at once, and what was wrong in it. */
export class History {
  readonly problems: unknown[] = [];
  readonly #clock = new TestClock();
  readonly #leases: Lease[] = [];
  /** Until when an event is somebody's. */
  readonly #held = new Map<string, number>();
  readonly #db: Kysely<Database>;
  #ids: readonly string[] = [];

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  /** Begins with nothing but three genuine events and a forged one. */
  async begin(): Promise<void> {
    await this.#db.deleteFrom("webhook_events").execute();
    await this.#db.deleteFrom("webhook_transitions").execute();
    await this.#db.deleteFrom("webhook_replays").execute();
    const genuine = await storeEvents(this.#db, this.#clock, 3);
    this.#ids = [...genuine, await storeForged(this.#db, this.#clock)];
  }

  async run(step: Operation): Promise<void> {
    const db = this.#db;
    const context = this.#context(step.dies);
    const id = this.#ids[step.pick % this.#ids.length] ?? "";
    const lease = this.#leases[step.pick % Math.max(1, this.#leases.length)] ?? {
      id,
      token: "none",
    };
    const twice = async (work: () => Promise<unknown>): Promise<void> => {
      const results = await Promise.allSettled([work(), work()]);
      for (const result of results) {
        if (result.status === "rejected" && !/died/.test(String(result.reason))) {
          this.problems.push(result.reason);
        }
      }
    };
    switch (step.kind) {
      case "pass":
        return this.#clock.advance(step.seconds * 1000);
      case "claim":
        return twice(() => this.#claim(step.pick, context));
      case "succeed":
        return twice(() => succeedWebhookEvent(db, lease, context));
      case "ignore":
        return twice(() => ignoreWebhookEvent(db, lease, context));
      case "fail":
        return twice(() => failWebhookEvent(db, { ...lease, error: "no", retryPolicy }, context));
      case "giveUp":
        return twice(() => failWebhookEvent(db, { ...lease, error: "", retry: false }, context));
      case "release":
        return twice(() => releaseWebhookEvent(db, lease, context));
      case "heartbeat":
        return this.#beat(lease, context);
      case "retry":
        return twice(() => retryWebhookEvent(db, { id }, context));
      case "revive":
        return twice(() => reviveWebhookEvent(db, { id }, context));
      case "replay":
        return twice(() => replayWebhookEvent(db, { id }, context));
      case "replayAll":
        return twice(() => replayWebhookEvents(db, { filter: {}, eventsPerSecond: 0.1 }, context));
      case "stop":
        return twice(() => this.#stop(context));
      case "bury":
        return twice(() => buryExhaustedWebhookEvents(db, { retryPolicy }, context));
    }
  }

  /** That of a process, which may die. */
  #context(dies: number): Context {
    let left = dies < 4 ? dies : Infinity;
    const newId = (): string => {
      if (left-- <= 0) throw new Error("the process died");
      return this.#clock.newId();
    };
    return { now: this.#clock.now, newId };
  }

  async #claim(limit: number, context: Context): Promise<void> {
    const request = { worker: "w", limit: 1 + (limit % 3), leaseSeconds: 60, retryPolicy };
    const claimed = await claimWebhookEvents(this.#db, request, context);
    for (const one of claimed) this.#hold(one);
  }

  #hold({ event, lease }: ClaimedWebhookEvent): void {
    const until = this.#held.get(event.id) ?? -Infinity;
    if (until > this.#clock.now().getTime()) this.problems.push("claimed within another's lease");
    this.#held.set(event.id, lease.expiresAt.getTime());
    this.#leases.unshift({ id: event.id, token: lease.token });
  }

  async #beat(lease: Lease, context: Context): Promise<void> {
    const beat = await heartbeatWebhookEvent(this.#db, lease, context);
    if (beat.outcome === "extended") this.#held.set(lease.id, beat.expiresAt.getTime());
  }

  async #stop(context: Context): Promise<void> {
    const replays = await this.#db.selectFrom("webhook_replays").select("id").execute();
    for (const { id } of replays) await stopReplay(this.#db, { id }, context);
  }

  /** Every event is in the state that its history leads to, by legal steps alone, and none is lost. */
  async check(): Promise<void> {
    const rows = await this.#db.selectFrom("webhook_events").selectAll().execute();
    const records = await this.#db
      .selectFrom("webhook_transitions")
      .selectAll()
      .orderBy("id")
      .execute();
    for (const row of rows) {
      const steps = records
        .filter((record) => record.event_id === row.id)
        .map(({ transition }) => transition);
      const end = follow(row.signature_ok ? "received" : "rejected", steps);
      if (row.state !== end) this.problems.push({ state: row.state, steps });
      const waits = ["received", "processing", "failed"].includes(row.state);
      const due = row.next_attempt_at?.getTime();
      if (waits !== (due !== undefined)) this.problems.push({ state: row.state, due });
      const leased = row.state === "processing" ? due : undefined;
      if (row.lease_expires_at?.getTime() !== leased) {
        this.problems.push({ state: row.state, leased: row.lease_expires_at });
      }
      if (leased === undefined) this.#held.delete(row.id);
    }
  }
}

/** Where these steps lead to; undefined where one of them is not legal. */
function follow(
  start: WebhookEventState,
  steps: readonly WebhookTransition[],
): WebhookEventState | undefined {
  let state = start;
  let before: WebhookEventState = start;
  for (const step of steps) {
    const { from, to } = webhookEventTransitions[step];
    if (!from.includes(state)) return undefined;
    if (step === "replayed") before = state;
    if (step === "replay_stopped") state = before;
    else if (step !== "retried") state = to[0] ?? state;
  }
  return state;
}
