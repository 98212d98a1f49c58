import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { ParameterTypes } from "../src/postgres/batches/parameter-types.ts";
import { PostgresConnection } from "../src/postgres/connection.ts";
import { SignsOfLife } from "../src/postgres/signs-of-life.ts";
import { createPostgres, openPostgres } from "./empty-database.ts";
import { endlessRows } from "./endless.ts";
import { proxyOf } from "./proxy.ts";

const sleep = <DB>(db: Kysely<DB>, signal?: AbortSignal): Promise<unknown> =>
  sql`select pg_sleep(600)`.execute(db, { signal });

test("a caller that is cancelled in line for a connection leaves it to the next", async () => {
  await using db = await openPostgres({ poolSize: 1 });
  const holder = new AbortController();
  const held = sleep(db, holder.signal).catch(String);
  const inLine = Array.from({ length: 3 }, () =>
    sql`select 1`.execute(db, { signal: AbortSignal.timeout(50) }),
  );
  for (const outcome of await Promise.allSettled(inLine)) {
    expect(outcome).toMatchObject({ reason: { code: "query_timed_out" } });
  }
  const next = sql`select 2 as two`.execute(db);
  holder.abort();
  await held;
  expect((await next).rows).toEqual([{ two: 2 }]);
});

test("Kysely's own executor reports a write as cancelled that is kept, and ours does not", async () => {
  const url = await createPostgres();
  await using ours = await openPostgres<{ notes: { id: number } }>({ url });
  await using stock = new Kysely<{ notes: { id: number } }>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) }),
  });
  await sql`create table notes (id int primary key)`.execute(ours);
  const insert = (db: typeof stock, id: number): Promise<unknown> =>
    db
      .insertInto("notes")
      .columns(["id"])
      .expression(db.selectNoFrom(sql<number>`${id}::int from pg_sleep(0.5)`.as("id")))
      .execute({ signal: AbortSignal.timeout(100) });
  await expect(insert(stock, 1)).rejects.toMatchObject({ name: "TimeoutError" });
  await expect(insert(ours, 2)).rejects.toMatchObject({ code: "query_timed_out" });
  await expect
    .poll(() => ours.selectFrom("notes").select("id").execute(), { timeout: 20_000 })
    .toEqual([{ id: 1 }]);
});

test("Kysely's transactions take no signal, so the signal is that of their connection", async () => {
  await using db = await openPostgres();
  const transaction = db.transaction();
  const signal = AbortSignal.abort();
  // @ts-expect-error where this is no error any more, a transaction can be given its signal itself.
  await transaction.execute(() => Promise.resolve(), { signal });
  const within = db
    .connection()
    .execute((connection) => connection.transaction().execute(sleep), { signal });
  await expect(within).rejects.toMatchObject({ code: "query_cancelled" });
});

test("statements that are handed to a connection together get their own results and errors", async () => {
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
  const results = await Promise.allSettled(
    [
      { sql: "begin", parameters: [] },
      { sql: "select $1::int as n, pg_sleep(0.05)", parameters: [1] },
      { sql: "select $1::int as n", parameters: [2] },
      { sql: "select 1 / $1::int", parameters: [0] },
      { sql: "select 3 as n", parameters: [] },
      { sql: "commit", parameters: [] },
      { sql: "select 4 as n", parameters: [] },
    ].map((query) => connection.executeQuery(query)),
  );
  expect(results).toMatchObject([
    { status: "fulfilled" },
    { value: { rows: [{ n: 1 }] } },
    { value: { rows: [{ n: 2 }] } },
    { reason: { code: "invalid_value" } },
    { reason: { code: "transaction_aborted" } },
    { reason: { code: "transaction_aborted" } },
    { value: { rows: [{ n: 4 }] } },
  ]);
  connection.release();
  await pool.end();
});

test("a stream is a transaction that reads, and is gone with its reader", async () => {
  await using db = await openPostgres({ poolSize: 1 });
  await using observer = await openPostgres();
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  const state = async (): Promise<unknown> =>
    (
      await sql<{ state: string }>`select state from pg_stat_activity
        where pid = ${rows[0]?.pid}`.execute(observer)
    ).rows[0]?.state;
  const stream = db.selectFrom(endlessRows().as("rows")).select("i").stream(10);
  await stream.next();
  expect(await state()).toBe("idle in transaction");
  await stream.return?.();
  expect(await state()).toBe("idle");
  const { rows: settings } = await sql`select current_setting('cursor_tuple_fraction') as fraction,
    current_setting('transaction_read_only') as reading`.execute(db);
  expect(settings).toEqual([{ fraction: "0.1", reading: "off" }]);
});

test.concurrent("when the server does not answer a cancellation, the outcome is said to be open", async () => {
  await using proxy = await proxyOf(await createPostgres());
  await using db = await openPostgres({ url: proxy.url, poolSize: 1 });
  proxy.silence("new");
  await expect(sleep(db, AbortSignal.timeout(50))).rejects.toMatchObject({
    code: "database_unavailable",
    retryable: false,
  });
});

test.concurrent("a database whose server has fallen silent is closed nevertheless", async () => {
  await using proxy = await proxyOf(await createPostgres());
  const db = await openPostgres({ url: proxy.url, closeTimeLimit: 100 });
  const outcomes = Promise.allSettled([
    sleep(db),
    db.transaction().execute((trx) => sleep(trx)),
    db
      .selectNoFrom(sql`pg_sleep(600)`.as("s"))
      .stream()
      .next(),
  ]);
  await sql`select 1`.execute(db);
  proxy.silence("all");
  await db.destroy();
  for (const { status } of await outcomes) expect(status).toBe("rejected");
});
