import { CompiledQuery, sql } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { retryOnConflict } from "../src/index.ts";
import { ParameterTypes } from "../src/postgres/batches/parameter-types.ts";
import { PostgresConnection } from "../src/postgres/connection.ts";
import { SignsOfLife } from "../src/postgres/signs-of-life.ts";
import { type Counter, openCounter } from "./counter.ts";
import { createPostgres, openPostgres } from "./empty-database.ts";

test("a commit that PostgreSQL answers with ROLLBACK, which is no error, is no success", async () => {
  const pool = new pg.Pool({ connectionString: await createPostgres() });
  const native = await pool.connect();
  const connection = new PostgresConnection(native, {
    signal: undefined,
    readOnly: false,
    streamTimeLimit: 1000,
    statementTimeLimit: undefined,
    parameterTypes: new ParameterTypes(),
    preparedNames: undefined,
    signsOfLife: new SignsOfLife(() => Promise.resolve(), 10_000),
    closing: new AbortController().signal,
    cancel: () => Promise.reject(new Error("nothing is cancelled here")),
    onRelease: () => undefined,
  });
  await connection.executeQuery(CompiledQuery.raw("begin"));
  await connection.executeQuery(CompiledQuery.raw("select 1"));
  // Past the connection, so that only the server knows.
  await native.query("select 1/0").catch(() => undefined);
  await expect(connection.executeQuery(CompiledQuery.raw("commit"))).rejects.toMatchObject({
    code: "transaction_aborted",
  });
  connection.release();
  await pool.end();
});

test("after a failure nothing more runs, until a savepoint is gone back to", async () => {
  await using db = await openCounter();
  const trx = await db.startTransaction().execute();
  await trx.updateTable("counter").set({ n: 1 }).execute();
  const saved = await trx.savepoint("here").execute();
  await expect(sql`select ${{}}`.execute(saved)).rejects.toMatchObject({ code: "invalid_value" });
  await expect(sql`select 1`.execute(saved)).rejects.toMatchObject({ code: "transaction_aborted" });
  await saved.rollbackToSavepoint("here").execute();
  await saved.updateTable("counter").set({ n: 2 }).execute();
  await saved.commit().execute();
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 2 });
});

test("a constraint that is checked at the commit fails the commit", async () => {
  await using db = await openPostgres<{ t: { id: number } }>();
  await sql`create table t (id int unique deferrable initially deferred)`.execute(db);
  const transaction = db.transaction().execute(async (trx) => {
    await trx
      .insertInto("t")
      .values([{ id: 1 }, { id: 1 }])
      .execute();
  });
  await expect(transaction).rejects.toMatchObject({ code: "duplicate_key" });
  expect(await db.selectFrom("t").selectAll().execute()).toEqual([]);
});

test("a connection that is lost fails its transaction alone, and ends no process", async () => {
  await using db = await openCounter();
  const transaction = db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 5 }).execute();
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    // Waits until it is gone, so that the news comes while nothing runs on it.
    await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(db);
    await sql`select pg_sleep(0.05)`.execute(db);
    await sql`select 1`.execute(trx);
  });
  await expect(transaction).rejects.toMatchObject({ code: "database_unavailable" });
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 0 });
});

test("a connection that is lost before the commit leaves its outcome open", async () => {
  await using db = await openCounter();
  const transaction = db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 5 }).execute();
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
  });
  await expect(transaction).rejects.toMatchObject({
    code: "database_unavailable",
    retryable: false,
  });
});

test("idle connections that the server ends are replaced", async () => {
  await using db = await openPostgres();
  await Promise.all(Array.from({ length: 10 }, () => sql`select pg_sleep(0.02)`.execute(db)));
  await using other = await openPostgres();
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = (select ${await nameOf(db)}) and pid <> pg_backend_pid()`.execute(other);
  await expect
    .poll(() =>
      sql`select 1 as one`.execute(db).then(
        ({ rows }) => rows,
        () => "lost",
      ),
    )
    .toEqual([{ one: 1 }]);
});

async function nameOf(db: Awaited<ReturnType<typeof openPostgres>>): Promise<string> {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  return rows[0]?.name ?? "";
}

test("200 serializable transactions on one row, tried again when they conflict, lose no update", async () => {
  await using db = await openCounter();
  const increment = (): Promise<void> =>
    db
      .transaction()
      .setIsolationLevel("serializable")
      .execute(async (trx) => {
        const { n } = await trx.selectFrom("counter").select("n").executeTakeFirstOrThrow();
        await trx
          .updateTable("counter")
          .set({ n: n + 1 })
          .execute();
      });
  await Promise.all(
    Array.from({ length: 200 }, () => retryOnConflict(increment, { attempts: 1000 })),
  );
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 200 });
});

test("of two transactions that wait for each other one is told that it may try again", async () => {
  await using db = await openPostgres<{ t: { id: number; n: number } }>();
  await sql`create table t (id int primary key, n int)`.execute(db);
  await sql`insert into t values (1, 0), (2, 0)`.execute(db);
  const gate = Promise.withResolvers<void>();
  let arrived = 0;
  const touch = (first: number, second: number): Promise<void> =>
    db.transaction().execute(async (trx) => {
      await trx.updateTable("t").set({ n: 1 }).where("id", "=", first).execute();
      if (++arrived === 2) gate.resolve();
      await gate.promise;
      await trx.updateTable("t").set({ n: 1 }).where("id", "=", second).execute();
    });
  const results = await Promise.allSettled([touch(1, 2), touch(2, 1)]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "write_conflict", retryable: true },
  });
});

test("a transaction that nobody ended goes no further than its connection", async () => {
  await using db = await openPostgres<Counter>({ poolSize: 1 });
  await sql`create table counter (id int primary key, n int)`.execute(db);
  await db.connection().execute(async (connection) => {
    await sql`begin`.execute(connection);
    await connection.insertInto("counter").values({ id: 1, n: 0 }).execute();
  });
  expect(await db.selectFrom("counter").selectAll().execute()).toEqual([]);
});

test("closing waits for those in line for a connection", async () => {
  const db = await openPostgres({ poolSize: 1 });
  const queries = Array.from({ length: 20 }, (_, i) => sql`select ${i}::int as i`.execute(db));
  await queries[0];
  const closed = db.destroy();
  expect(await Promise.all(queries)).toHaveLength(20);
  await closed;
});

test("statements of one transaction that are started together run in turn", async () => {
  await using db = await openCounter();
  await db.transaction().execute(async (trx) => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        trx
          .updateTable("counter")
          .set((row) => ({ n: row("n", "+", 1) }))
          .execute(),
      ),
    );
  });
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 20 });
});

test("of statements that are started together, none runs after one that fails", async () => {
  await using db = await openCounter();
  const transaction = db.transaction().execute(async (trx) => {
    const results = await Promise.allSettled([
      sql`select ${{}}`.execute(trx),
      sql`select 1`.execute(trx),
    ]);
    expect(results).toMatchObject([
      { reason: { code: "invalid_value" } },
      { reason: { code: "transaction_aborted" } },
    ]);
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
});
