import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { expect } from "vitest";
import {
  freeExpiredKeys,
  recordActionLog,
  type RunHandle,
  runOnce,
  actionLogLimits,
} from "../../src/entries/action-logs.ts";
import type { MortalProcess } from "./crashing.ts";

/** What the side effect does: it returns, throws, or its process dies in the middle. */
type Behavior = "returns" | "throws" | "dies";

export type Step =
  | {
      readonly do: "run";
      readonly key: string;
      readonly request: number;
      readonly behaves: Behavior;
      readonly seconds: number;
    }
  | { readonly do: "record"; readonly key: string; readonly request: number }
  | { readonly do: "free" };

const key = fc.constantFrom("a", "a", "b");
const request = fc.constantFrom(0, 0, 0, 1);

export const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("run" as const),
      key,
      request,
      behaves: fc.constantFrom<Behavior[]>("returns", "returns", "throws", "dies"),
      seconds: fc.constantFrom(10, 60),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("record" as const), key, request }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("free" as const) }) },
);

const day = actionLogLimits.defaultKeyLife * 1000;
export const jump: Arbitrary<number> = fc.constantFrom(
  0,
  0,
  1,
  9999,
  10_000,
  60_000,
  60_000,
  day - 1,
  day,
  -5000,
  -70_000,
);

/** One time that the side effect began. */
interface Invocation {
  readonly key: string;
  readonly expiresAt: number;
  /** Whether it has ended, so that what came of it may be on record. */
  over: boolean;
}

/** An outcome that a caller was told. */
interface Told {
  readonly logId: string;
  readonly until: number;
}

/** All that the callers of one history were told, and what their side effects did. */
export class ActionRunsWorld {
  readonly actionType: string = `merge_pr-${v7()}`;
  readonly userId: string = v7();
  readonly invocations: Invocation[] = [];
  readonly told: Map<string, Told> = new Map();
  readonly db: Kysely<Database>;
  readonly clock: TestClock;

  readonly #seen: Set<string>;
  #latest = 0;

  constructor(db: Kysely<Database>, clock: TestClock, seen: Set<string>) {
    this.db = db;
    this.clock = clock;
    this.#seen = seen;
  }

  /** Notes that callers were told so. */
  see(outcome: string): void {
    this.#seen.add(outcome);
  }

  now(): number {
    return this.clock.now().getTime();
  }

  /** The latest that the clock has shown: once a key was free to it, somebody else may have it. */
  latest(): number {
    this.#latest = Math.max(this.#latest, this.now());
    return this.#latest;
  }

  /** The side effect begins: nobody else may be at it, and nobody may have been told what came of it. */
  invoke(name: string, seconds: number): Invocation {
    const now = this.now();
    for (const other of this.invocations) {
      if (other.key === name && !other.over) expect(other.expiresAt).toBeLessThanOrEqual(now);
    }
    const told = this.told.get(name);
    if (told) expect(told.until).toBeLessThanOrEqual(this.latest());
    this.told.delete(name);
    const invocation = { key: name, expiresAt: now + seconds * 1000, over: false };
    this.invocations.push(invocation);
    return invocation;
  }

  /** A caller is told what came of a key: the same as everybody else, as long as the key lives. */
  tell(name: string, logId: string, begunAt: number): void {
    const told = this.told.get(name);
    if (told && told.until > this.latest()) expect(logId).toBe(told.logId);
    else this.told.set(name, { logId, until: begunAt + day });
  }
}

export async function runStep(
  world: ActionRunsWorld,
  caller: MortalProcess,
  taken: Step,
): Promise<void> {
  world.latest();
  if (taken.do === "free") {
    if ((await freeExpiredKeys(caller.db, {}, world.clock)) > 0) world.see("freed");
    return;
  }
  const input = {
    userId: world.userId,
    actionType: world.actionType,
    request: { number: taken.request },
    idempotencyKey: taken.key,
  };
  if (taken.do === "record") {
    const recorded = await recordActionLog(caller.db, { ...input, ok: true }, world.clock);
    world.see(`record: ${recorded.outcome}`);
    if ("log" in recorded) world.tell(taken.key, recorded.log.id, recorded.log.createdAt.getTime());
    return;
  }
  await run(world, caller, taken, input);
}

class Refused extends Error {}

async function run(
  world: ActionRunsWorld,
  caller: MortalProcess,
  { key: name, behaves, seconds }: Extract<Step, { do: "run" }>,
  input: { userId: string; actionType: string; request: object; idempotencyKey: string },
): Promise<void> {
  const sideEffect = async ({ attempt }: RunHandle): Promise<number> => {
    const invocation = world.invoke(name, seconds);
    if (attempt > 1) world.see("run: taken over");
    // Others get their turn while it is at work.
    await new Promise(setImmediate);
    if (behaves === "dies") caller.die();
    invocation.over = true;
    if (behaves === "throws") throw new Refused("refused");
    return 1;
  };
  try {
    const result = await runOnce(
      caller.db,
      { ...input, leaseSeconds: seconds },
      sideEffect,
      world.clock,
    );
    world.see(`run: ${result.outcome}`);
    if ("log" in result && result.outcome !== "lease_lost") {
      world.tell(name, result.log.id, result.log.createdAt.getTime());
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    world.see("run: threw");
  }
}

/** Each key has one owner at most, and what callers were told is there. */
export async function checkActionRuns({ db, userId, told }: ActionRunsWorld): Promise<void> {
  const logs = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("user_id", "=", userId)
    .execute();
  const runs = await db
    .selectFrom("action_runs")
    .selectAll()
    .where("user_id", "=", userId)
    .execute();
  const ids = new Set(logs.map(({ id }) => id));
  for (const { logId } of told.values()) expect(ids).toContain(logId);
  for (const begun of runs) {
    const owners = logs.filter(({ owned_key }) => owned_key === begun.owned_key);
    expect(owners.map(({ action_type }) => action_type)).toEqual(["action_run.started"]);
  }
}
