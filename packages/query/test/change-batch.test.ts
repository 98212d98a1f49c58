import { DuckDBInstance } from "@duckdb/node-api";
import { type CompiledQuery, Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Session } from "../src/duckdb/session/session.ts";
import { changeBatch } from "../src/duckdb/batches/change-batch.ts";
import type { ChangeShape } from "../src/duckdb/batches/change-shape.ts";
import { statementShape } from "../src/duckdb/batches/statement-shape.ts";
import { recordingDialect } from "./recording-dialect.ts";

interface Tables {
  actions: { id: string; owner: string | null; n: number };
}

/** Compiles, and runs nothing. */
const db = new Kysely<Tables>({ dialect: recordingDialect("duckdb").dialect });
let instance: DuckDBInstance;
let session: Session;
/** How many ran. */
let statements: number;

beforeEach(async () => {
  instance = await DuckDBInstance.create(":memory:");
  session = await Session.open(instance);
  const rows = "select range::varchar as id, null::varchar as owner, 0 as n from range(10)";
  await session.execute(`create table actions as ${rows}`);
});

afterEach(async () => {
  await session.close();
  instance.closeSync();
});

/** What each of the changes was told. */
function together(changes: readonly CompiledQuery[]): Promise<number[]> {
  statements = 0;
  const counting = {
    parameterTypes: (text: string) => session.parameterTypes(text),
    run: (query: CompiledQuery) => (statements++, session.run(query)),
    runBound: (...bound: Parameters<Session["runBound"]>) => (
      statements++,
      session.runBound(...bound)
    ),
  } as unknown as Session;
  const [first] = changes;
  return changeBatch(counting, statementShape(first as CompiledQuery) as ChangeShape, changes);
}

/** Takes an action that nobody has. */
const take = (id: string, owner: string): CompiledQuery =>
  db
    .updateTable("actions")
    .set({ owner })
    .where("id", "=", id)
    .where(sql<boolean>`case when owner is null and n < ${1} then true else false end`)
    .compile();

const add = (id: string): CompiledQuery =>
  db
    .updateTable("actions")
    .set({ n: sql`n + 1` })
    .where("id", "=", id)
    .compile();

async function all<T>(column: string): Promise<T[]> {
  const rows = await session.execute<{ value: T }>(
    `select ${column} as value from actions order by id`,
  );
  return rows.map(({ value }) => value);
}

test("of a hundred for one row the first one wins, which takes three statements", async () => {
  const told = await together(Array.from({ length: 100 }, (_, n) => take("3", `worker ${n}`)));
  expect(told).toEqual([1, ...Array.from({ length: 99 }, () => 0)]);
  expect(statements).toBe(3);
  expect((await all("owner")).filter((owner) => owner !== null)).toEqual(["worker 0"]);
});

test("of several for each of several rows the first ones win, which takes as many", async () => {
  const ids = ["1", "2", "1", "77", "3", "2", "1", "3", "4"];
  const told = await together(ids.map((id, n) => take(id, `worker ${n}`)));
  expect(told).toEqual([1, 1, 0, 0, 1, 0, 0, 0, 1]);
  expect(statements).toBe(3);
  expect((await all("owner")).slice(1, 5)).toEqual([
    "worker 0",
    "worker 1",
    "worker 4",
    "worker 8",
  ]);
});

test("changes that all count do so one after the other", async () => {
  const ids = ["1", "1", "2", "1", "1", "2", "77"];
  expect(await together(ids.map(add))).toEqual([1, 1, 1, 1, 1, 1, 0]);
  expect((await all("n")).slice(0, 4)).toEqual([0, 4, 2, 0]);
});
