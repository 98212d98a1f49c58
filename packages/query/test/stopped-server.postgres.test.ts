import { type Kysely, sql } from "kysely";
import { expect, inject, test } from "vitest";
import { openDatabase, type OpenDatabaseOptions } from "../src/index.ts";
import { createPostgres, openPostgres } from "./empty-database.ts";
import { type Proxy, proxyOf } from "./proxy.ts";

interface Tables {
  notes: { id: number };
}

/** A connection that is left open and answers nothing, as that of a server that was stopped. */
async function openBehindProxy(
  options: OpenDatabaseOptions,
): Promise<{ db: Kysely<Tables>; proxy: Proxy; url: string }> {
  const url = await createPostgres();
  const proxy = await proxyOf(url);
  const db = (await openDatabase({ url: proxy.url, ...options })) as unknown as Kysely<Tables>;
  await sql`create table notes (id int primary key)`.execute(db);
  return { db, proxy, url };
}

const unavailable = (retryable: boolean, text: RegExp): object =>
  expect.objectContaining({
    code: "database_unavailable",
    retryable,
    message: expect.stringMatching(text),
  });

test("a server that stops to answer: each of those who wait is told what is known", async () => {
  const { db, proxy } = await openBehindProxy({ answerTimeLimit: 200, closeTimeLimit: 200 });
  await using _proxy = proxy;
  // So that each has a connection already.
  await Promise.all([1, 2].map(() => sql`select pg_sleep(0.1)`.execute(db)));
  const begun = Promise.withResolvers<void>();
  const silent = Promise.withResolvers<void>();
  const transact = (work: (trx: Kysely<Tables>) => Promise<unknown>): Promise<unknown> =>
    db.transaction().execute(async (trx) => {
      await trx.insertInto("notes").values({ id: 1 }).execute();
      begun.resolve();
      await silent.promise;
      return work(trx);
    });
  const inTransaction = transact((trx) => trx.selectFrom("notes").selectAll().execute());
  await begun.promise;
  proxy.silence("all");
  silent.resolve();
  const [ofTransaction, ofWrite] = await Promise.all([
    inTransaction.catch((error: unknown) => error),
    db
      .insertInto("notes")
      .values({ id: 2 })
      .execute()
      .catch((error: unknown) => error),
  ]);
  expect(ofTransaction).toEqual(unavailable(true, /nothing of the transaction was kept/));
  expect(ofWrite).toEqual(unavailable(false, /statement was kept is not known.*check before/));
  await db.destroy();
});

test("a server that stops to answer during a commit leaves open whether it was kept", async () => {
  const { db, proxy } = await openBehindProxy({ answerTimeLimit: 200, closeTimeLimit: 200 });
  await using _proxy = proxy;
  const committed = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1 }).execute();
    proxy.silence("all");
  });
  await expect(committed).rejects.toEqual(unavailable(false, /during a commit.*not known/));
  await db.destroy();
});

test("a statement that is only slow goes on, however long the server takes", async () => {
  await using db = await openPostgres({ answerTimeLimit: 50 });
  const { rows } = await sql`select 1 as one from pg_sleep(0.6)`.execute(db);
  expect(rows).toEqual([{ one: 1 }]);
});

test("a server that has no connection left for a question has answered it", async () => {
  const url = await createPostgres();
  await using admin = await openDatabase({ url: inject("postgresUrl") });
  await using db = await openPostgres({ url, answerTimeLimit: 50 });
  const slow = sql`select 1 as one from pg_sleep(0.6)`.execute(db);
  const name = new URL(url).pathname.slice(1);
  await sql`alter database ${sql.id(name)} allow_connections false`.execute(admin);
  expect((await slow).rows).toEqual([{ one: 1 }]);
});

test("a statement that takes longer than it may is ended on the server, and the connection is good", async () => {
  await using db = await openPostgres({ statementTimeLimit: 100, poolSize: 1 });
  await expect(sql`select pg_sleep(600)`.execute(db)).rejects.toMatchObject({
    code: "query_timed_out",
    retryable: true,
  });
  const { rows } = await sql`select count(*) as n from pg_stat_activity
    where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()
    and datname = current_database()`.execute(db);
  expect(rows).toEqual([{ n: 0 }]);
});

test("a server that has become a standby: its connections are not used again", async () => {
  await using db = await openPostgres<Tables>({ poolSize: 1 });
  await sql`create table notes (id int primary key)`.execute(db);
  const pid = async (): Promise<unknown> =>
    (await sql`select pg_backend_pid() as pid`.execute(db)).rows;
  const before = await pid();
  // As a server does from which the writes moved elsewhere.
  await sql`set default_transaction_read_only to on`.execute(db);
  const insert = (): Promise<unknown> => db.insertInto("notes").values({ id: 1 }).execute();
  await expect(insert()).rejects.toMatchObject({ code: "database_read_only" });
  expect(await pid()).not.toEqual(before);
  await insert();

  const reading = db.transaction().setAccessMode("read only");
  const after = await pid();
  await expect(reading.execute((trx) => trx.deleteFrom("notes").execute())).rejects.toMatchObject({
    code: "database_read_only",
  });
  expect(await pid()).toEqual(after);
});

test.for(["statementTimeLimit", "answerTimeLimit"] as const)("%s must be a time", async (field) => {
  await expect(
    openDatabase({ url: "postgres://u:p@127.0.0.1:1/d", [field]: 0 }),
  ).rejects.toMatchObject({ code: "invalid_input", field });
});
