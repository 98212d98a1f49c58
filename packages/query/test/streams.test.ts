import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openDatabase, type OpenDatabaseOptions } from "../src/index.ts";
import { createPostgres, engine } from "./empty-database.ts";
import { endlessNumber, endlessRows, rowsWithFault } from "./endless.ts";

interface Tables {
  notes: { id: number; body: string };
}

let db: Kysely<Tables>;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "handsfree-streams-"));
});
afterAll(() => rm(directory, { recursive: true }));

/** On DuckDB in a file, since nothing keeps a database in memory from being check-pointed. */
const open = async (options: OpenDatabaseOptions = {}): Promise<void> => {
  const target =
    engine === "duckdb"
      ? { path: join(directory, `${randomUUID()}.db`) }
      : { url: await createPostgres() };
  const opened = await openDatabase({ poolSize: 1, ...target, ...options });
  db = opened as unknown as Kysely<Tables>;
  await sql`create table notes (id int primary key, body text)`.execute(db);
  await db.insertInto("notes").values({ id: 0, body: "first" }).execute();
};
beforeEach(() => open());
afterEach(() => db.destroy());

/** Rows of which only a reader who stops ends a stream, as the database is when the first is read. */
const endless = (chunkSize = 100, signal?: AbortSignal): AsyncIterableIterator<{ i: number }> =>
  db
    .selectFrom(endlessRows().as("rows"))
    .select("i")
    .where((where) => where.exists(where.selectFrom("notes").select("id")))
    .stream({ chunkSize, signal });

/**
 * Fails while a stream is open: DuckDB cannot write an update into its file while somebody reads what was
 * there before, and PostgreSQL's only connection is in use.
 */
async function requireFree(signal?: AbortSignal): Promise<void> {
  await db.updateTable("notes").set({ body: randomUUID() }).execute({ signal });
  if (engine === "duckdb") await sql`checkpoint`.execute(db, { signal });
}

test("what tells whether a stream has let go does tell", async () => {
  const stream = endless(10);
  await stream.next();
  const held = requireFree(AbortSignal.timeout(300));
  await expect(held).rejects.toMatchObject({
    code: engine === "duckdb" ? "query_failed" : "query_timed_out",
  });
  await stream.return?.();
  await requireFree();
});

test.for([1, 7, 100, 5000])(
  "every row comes once and in order, %d at a time",
  async (chunkSize) => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({
      id: index + 1,
      body: `body ${index}`,
    }));
    await db.insertInto("notes").values(rows).execute();
    const seen: unknown[] = [];
    const stream = db.selectFrom("notes").selectAll().where("id", ">", 10).orderBy("id");
    for await (const row of stream.stream(chunkSize)) seen.push(row);
    expect(seen).toEqual(rows.slice(10));
    await requireFree();
  },
);

test("a stream of no rows ends", async () => {
  const stream = db.selectFrom("notes").selectAll().where("id", "<", 0).stream();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  await requireFree();
});

test("rows are computed as they are asked for, and a reader who leaves frees all", async () => {
  let seen = 0;
  for await (const { i } of endless()) {
    expect(i).toBe(seen++);
    if (seen === 20_000) break;
  }
  await requireFree();
});

test("a reader who throws frees all", async () => {
  const reading = async (): Promise<void> => {
    for await (const { i } of endless(10)) if (i === 100) throw new Error("from the reader");
  };
  await expect(reading()).rejects.toThrow("from the reader");
  await requireFree();
});

test("a stream whose signal is aborted ends and frees all", async () => {
  const controller = new AbortController();
  const reading = async (): Promise<void> => {
    for await (const { i } of endless(10, controller.signal)) if (i === 1234) controller.abort();
  };
  await expect(reading()).rejects.toMatchObject({ code: "query_cancelled" });
  await requireFree();
});

test("a stream whose next row takes too long ends and frees all", async () => {
  const signal = AbortSignal.timeout(100);
  const stream = db.selectNoFrom(endlessNumber().as("n")).stream({ signal });
  await expect(stream.next()).rejects.toMatchObject({ code: "query_timed_out" });
  await requireFree();
});

test("a stream that nobody reads on is ended by its time limit", async () => {
  await db.destroy();
  await open({ streamTimeLimit: 200 });
  const stream = endless(10);
  expect(await stream.next()).toEqual({ done: false, value: { i: 0 } });
  await expect
    .poll(() => requireFree().then(() => "free", String), { timeout: 20_000 })
    .toBe("free");
  // The rest of the chunk is in Kysely's hands already.
  const rest = async (): Promise<void> => {
    for (let more = 0; more < 20; more++) await stream.next();
  };
  await expect(rest()).rejects.toMatchObject({
    code: "query_timed_out",
    message: expect.stringContaining("200 ms"),
  });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});

test("a stream that takes too long to compute is ended by its time limit", async () => {
  await db.destroy();
  await open({ streamTimeLimit: 200 });
  const stream = db.selectNoFrom(endlessNumber().as("n")).stream();
  await expect(stream.next()).rejects.toMatchObject({ code: "query_timed_out" });
  await requireFree();
});

test("a row that cannot be computed is an error, not the end", async () => {
  const seen: number[] = [];
  const reading = async (): Promise<void> => {
    const stream = db.selectFrom(rowsWithFault(900_000).as("rows")).select("i").stream(1000);
    for await (const { i } of stream) seen.push(i);
  };
  await expect(reading()).rejects.toMatchObject({
    code: engine === "duckdb" ? "query_failed" : "invalid_value",
  });
  expect(seen.length).toBeGreaterThan(0);
  await requireFree();
});

test("a stream in a transaction sees what that has written, and others go on after it", async () => {
  await db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1, body: "b" }).execute();
    const seen: unknown[] = [];
    for await (const row of trx.selectFrom("notes").selectAll().stream()) seen.push(row);
    expect(seen).toHaveLength(2);
    for await (const { i } of trx.selectFrom(endlessRows().as("rows")).select("i").stream(10)) {
      if (i === 50) break;
    }
    await trx.insertInto("notes").values({ id: 2, body: "b" }).execute();
  });
  expect(await db.selectFrom("notes").select("id").execute()).toHaveLength(3);
});

test("a transaction whose stream was ended keeps nothing", async () => {
  const transaction = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1, body: "b" }).execute();
    const signal = AbortSignal.timeout(100);
    const stream = trx.selectNoFrom(endlessNumber().as("n")).stream({ signal });
    await expect(stream.next()).rejects.toMatchObject({ code: "query_timed_out" });
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await db.selectFrom("notes").selectAll().execute()).toEqual([{ id: 0, body: "first" }]);
});

test("a stream that outlives its transaction is an error, not the end", async () => {
  const stream = await db.transaction().execute(async (trx) => {
    const rows = trx.selectFrom(endlessRows().as("rows")).select("i").stream(10);
    await rows.next();
    return { rows };
  });
  await requireFree();
  // What was fetched within it comes; then somebody else has the connection.
  const rest = async (): Promise<void> => {
    for (let more = 0; more < 5000; more++) await stream.rows.next();
  };
  await expect(rest()).rejects.toMatchObject({ code: "invalid_query" });
  await requireFree();
});

test("only reads can be streamed", async () => {
  for (const query of [
    db.insertInto("notes").values({ id: 1, body: "b" }).returningAll(),
    db.updateTable("notes").set({ body: "c" }).returningAll(),
    db.deleteFrom("notes").returningAll(),
  ]) {
    await expect(query.stream().next()).rejects.toMatchObject({
      code: "invalid_query",
      message: expect.stringContaining("only a SELECT can be streamed"),
    });
  }
  expect(await db.selectFrom("notes").selectAll().execute()).toEqual([{ id: 0, body: "first" }]);
  await requireFree();
});

test("a query that does not fit the schema fails its stream", async () => {
  const stream = db
    .selectFrom("notes")
    .select(sql`nope`.as("n"))
    .stream();
  await expect(stream.next()).rejects.toMatchObject({ code: "invalid_query" });
  await requireFree();
});
