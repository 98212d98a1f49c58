import fc from "fast-check";
import type { Kysely } from "kysely";
import { sql } from "kysely";
import { expect, inject, test } from "vitest";
import { inTransaction, openDatabase } from "../src/index.ts";
import { history } from "./histories/arbitrary.ts";
import { type State, emptyState, stateAsText } from "./histories/model.ts";
import {
  type History,
  type Round,
  type Tables,
  counterIds,
  counterStart,
  schema,
} from "./histories/operations.ts";
import { agrees, canonical } from "./histories/outcome.ts";
import { openPlainDatabase } from "./histories/plain-database.ts";
import { type RunUnit, runOperation } from "./histories/run-operation.ts";
import { type Ran, findSerialOrder } from "./histories/search.ts";

const histories = Number(
  process.env["HANDSFREE_HISTORIES"] ?? (inject("depth") === "deep" ? 2500 : 100),
);
const seed = Number(process.env["HANDSFREE_SEED"] ?? Date.now() % 2 ** 31);
/** Databases that work at the same time, so that one's waiting is another's work. */
const lanes = 2;
/** One history in ten is also run, in the order found, on a plain connection. */
const replayed = fc.nat({ max: 9 }).map((n) => n === 0);
/** Rows that were deleted stay in memory, so a database is left after so many histories. */
const historiesPerDatabase = 250;

const runUnit: RunUnit = (db, work) => inTransaction(db, work);
const runPlainUnit: RunUnit = (db, work) => db.transaction().execute(work);

test(
  `${histories} histories of concurrent callers are each some serial order`,
  { timeout: 60_000 + histories * 100 },
  async () => {
    process.stdout.write(`histories: ${histories}, HANDSFREE_SEED=${seed}\n`);
    const checked = await Promise.all(
      Array.from({ length: lanes }, (_, lane) =>
        checkHistories(seed + lane, Math.ceil(histories / lanes)),
      ),
    );
    expect(checked.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(histories);
  },
);

async function checkHistories(laneSeed: number, numRuns: number): Promise<number> {
  let count = 0;
  let db = await openTables();
  let plain = await prepare(await openPlainDatabase());
  try {
    await fc.assert(
      fc.asyncProperty(history, replayed, async (rounds, isReplayed) => {
        if (++count % historiesPerDatabase === 0) {
          await Promise.all([db.destroy(), plain.destroy()]);
          db = await openTables();
          plain = await prepare(await openPlainDatabase());
        }
        await clear(db);
        const order = await checkRounds(db, rounds);
        if (isReplayed) await replay(plain, order);
      }),
      { seed: laneSeed, numRuns },
    );
    return count;
  } finally {
    await Promise.all([db.destroy(), plain.destroy()]);
  }
}

/** Runs each round at once, and gives the serial order that it turned out to be. */
async function checkRounds(db: Kysely<Tables>, rounds: History): Promise<Ran[]> {
  let state: State = emptyState;
  const order: Ran[] = [];
  for (const round of rounds) {
    const ran = await runRound(db, round);
    const after = await readState(db);
    const found = findSerialOrder(ran, state, after);
    if (found === undefined)
      throw new Error(`no serial order explains ${describe({ state, ran, after })}`);
    order.push(...found.order);
    state = found.state;
  }
  return order;
}

async function runRound(db: Kysely<Tables>, round: Round): Promise<Ran[]> {
  let clock = 0;
  const ran: Ran[] = [];
  await Promise.all(
    round.map(async (caller) => {
      for (const operation of caller) {
        const started = clock++;
        const outcome = await runOperation(db, operation, runUnit);
        ran.push({ operation, outcome, started, settled: clock++ });
      }
    }),
  );
  return ran;
}

/** The model must not be kinder than the engine: each call, alone, says the same on a plain connection. */
async function replay(plain: Kysely<Tables>, order: readonly Ran[]): Promise<void> {
  await clear(plain);
  for (const { operation, outcome } of order) {
    const alone = await runOperation(plain, operation, runPlainUnit);
    if (!agrees(outcome, alone))
      throw new Error(`alone it says something else: ${describe({ operation, outcome, alone })}`);
  }
}

async function openTables(): Promise<Kysely<Tables>> {
  return prepare((await openDatabase({ path: ":memory:" })) as unknown as Kysely<Tables>);
}

async function prepare(db: Kysely<Tables>): Promise<Kysely<Tables>> {
  // Statements this small only wait for a second thread.
  await sql`set threads = 1`.execute(db);
  for (const statement of schema) await sql.raw(statement).execute(db);
  await db
    .insertInto("counters")
    .values(counterIds.map((id) => ({ id, n: counterStart })))
    .execute();
  return db;
}

async function clear(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom("items").execute();
  await db.deleteFrom("logs").execute();
  await db.updateTable("counters").set({ n: counterStart }).execute();
}

async function readState(db: Kysely<Tables>): Promise<string> {
  const [items, counters, logs] = await Promise.all([
    db.selectFrom("items").selectAll().orderBy("key").execute(),
    db.selectFrom("counters").selectAll().orderBy("id").execute(),
    db.selectFrom("logs").selectAll().execute(),
  ]);
  return canonical([items, counters, logs.map(canonical).toSorted()]);
}

function describe({ state, ...rest }: { state?: State } & Record<string, unknown>): string {
  return JSON.stringify({ ...(state && { before: stateAsText(state) }), ...rest }, undefined, 1);
}
