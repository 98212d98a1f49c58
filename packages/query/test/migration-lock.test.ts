import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationResultSet, Migrator } from "kysely/migration";
import { expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

async function open(): Promise<Kysely<unknown>> {
  return (await openDatabase({ path: ":memory:" })) as unknown as Kysely<unknown>;
}

function migrate(
  db: Kysely<unknown>,
  migrations: Record<string, Migration>,
  options: { readonly disableTransactions?: boolean } = {},
): Promise<MigrationResultSet> {
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  return new Migrator({ db, provider, ...options }).migrateToLatest();
}

test("Kysely's migrator runs alone, even without a transaction", async () => {
  await using db = await open();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow: Migration = {
    up: async (own) => {
      begun.resolve();
      await goOn.promise;
      await sql`create table slow (id int)`.execute(own);
    },
  };
  const quick: Migration = { up: (own) => own.schema.createTable("quick").execute() };
  const first = migrate(db, { slow }, { disableTransactions: true });
  await begun.promise;
  // It does not know of the first one's migration, which it finds applied once it has its turn.
  const second = migrate(db, { quick });
  await setTimeout(200);
  goOn.resolve();
  expect((await first).error).toBeUndefined();
  expect(String((await second).error)).toContain("slow is missing");
});

test("a migrator that is given a transaction does not wait for those who wait for its end", async () => {
  await using db = await open();
  const up = async (own: Kysely<unknown>): Promise<void> => {
    await sql`create table if not exists made (id int)`.execute(own);
  };
  let waiting: Promise<MigrationResultSet> | undefined;
  const within = db.transaction().execute(async (trx) => {
    waiting = migrate(db, { made: { up } });
    return migrate(trx, { made: { up } });
  });
  expect((await within).error).toBeUndefined();
  expect((await waiting)?.error).toBeUndefined();
});
