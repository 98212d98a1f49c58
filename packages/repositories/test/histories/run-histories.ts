import { join } from "node:path";
import type { Database } from "@handsfree/schema";
import {
  createPythonDatabase,
  openTestDatabase,
  temporaryDirectory,
  TestClock,
} from "@handsfree/testkit";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import { inject } from "vitest";
import { Crash, MortalProcess } from "./crashing.ts";

/** What one caller does in a round. */
interface Call<Step> {
  readonly step: Step;
  /** The statement before which its process dies; undefined for one that lives. */
  readonly dies: number | undefined;
  /** Milliseconds until it hears an answer of the database's. */
  readonly lag: number;
}

/** Callers who come at once, after the clock has moved. */
interface Round<Step> {
  /** Milliseconds, backwards too. */
  readonly jump: number;
  readonly calls: readonly Call<Step>[];
}

/** A state machine under test: what callers can do, and what must hold whatever they do. */
export interface Machine<Step, World> {
  readonly step: Arbitrary<Step>;
  readonly jump: Arbitrary<number>;
  /** What one history works on; its ids and types are its own, since histories share a database. */
  begin(db: Kysely<Database>, clock: TestClock): Promise<World>;
  /** Does the step in this process, which may die, and notes in the world what the caller was told. */
  run(world: World, process: MortalProcess, step: Step): Promise<void>;
  /** Compares what is stored with what callers were told. */
  check(world: World): Promise<void>;
}

/** How many histories of each machine; on PostgreSQL, where each statement is a round trip, a twentieth. */
const requested = Number(
  process.env["HANDSFREE_HISTORIES"] ?? (inject("depth") === "deep" ? 1000 : 40),
);
export const histories: number =
  inject("engine") === "duckdb" ? requested : Math.ceil(requested / 20);
const seed = Number(process.env["HANDSFREE_SEED"] ?? Date.now() % 2 ** 31);
/** Databases that work at the same time, so that one's waiting is another's work. */
const lanes = 4;
/** A database is left after so many, so that its tables stay small. */
const historiesPerDatabase = 200;

function roundsOf<Step>({
  step,
  jump,
}: Pick<Machine<Step, unknown>, "step" | "jump">): Arbitrary<Round<Step>[]> {
  const dies = fc.option(fc.nat({ max: 8 }), { nil: undefined, freq: 3 });
  const lag = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  const calls = fc.array(fc.record({ step, dies, lag }), { minLength: 1, maxLength: 3 });
  return fc.array(fc.record({ jump, calls }), { minLength: 1, maxLength: 6 });
}

/** Runs so many histories, prints the seed that runs them again, and returns their number. */
export async function checkHistories<Step, World>(
  machine: Machine<Step, World>,
  wanted: number = histories,
): Promise<number> {
  process.stdout.write(`histories: ${wanted}, HANDSFREE_SEED=${seed}\n`);
  const perLane = Math.ceil(wanted / lanes);
  const counts = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      checkLane(machine, {
        laneSeed: seed + lane,
        numRuns: perLane,
        // One is a database of the earlier implementation, with its rows.
        isAdopted: lane === 0 && inject("engine") === "duckdb",
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count);
}

interface Lane {
  readonly laneSeed: number;
  readonly numRuns: number;
  readonly isAdopted: boolean;
}

async function checkLane<Step, World>(
  machine: Machine<Step, World>,
  { laneSeed, numRuns, isAdopted }: Lane,
): Promise<number> {
  let count = 0;
  await using directory = await temporaryDirectory();
  const open = (): Promise<Kysely<Database>> =>
    isAdopted ? openAdopted(join(directory.path, `${count}.db`)) : openTestDatabase();
  let db = await open();
  try {
    await fc.assert(
      fc.asyncProperty(roundsOf(machine), async (rounds) => {
        count += 1;
        if (count % historiesPerDatabase === 0) {
          await db.destroy();
          db = await open();
        }
        await runHistory(machine, db, rounds);
      }),
      { seed: laneSeed, numRuns },
    );
  } finally {
    await db.destroy();
  }
  return count;
}

async function openAdopted(path: string): Promise<Kysely<Database>> {
  await createPythonDatabase(path);
  return openTestDatabase(path);
}

async function runHistory<Step, World>(
  machine: Machine<Step, World>,
  db: Kysely<Database>,
  rounds: readonly Round<Step>[],
): Promise<void> {
  const clock = new TestClock();
  const world = await machine.begin(db, clock);
  for (const { jump, calls } of rounds) {
    clock.advance(jump);
    await Promise.all(
      calls.map(async ({ step, dies, lag }) => {
        const caller = new MortalProcess(db, dies, lag);
        try {
          await machine.run(world, caller, step);
        } catch (error) {
          // Whoever lives sees results alone: no driver's error, nor any other.
          if (!caller.dead || !(error instanceof Crash)) throw error;
        }
      }),
    );
    await machine.check(world);
  }
}
