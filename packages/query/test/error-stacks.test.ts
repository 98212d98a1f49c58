import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { changeAndRecord, inTransaction } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  notes: { id: number; body: string | null };
}

async function openNotes(): Promise<Kysely<Tables>> {
  const db = await openEmptyDatabase<Tables>();
  await sql`create table notes (id int primary key, body text)`.execute(db);
  await db.insertInto("notes").values({ id: 1, body: "first" }).execute();
  return db;
}

const again = { id: 1, body: "again" };

/** Each fails, and is called by a function of which the stack must tell. */
const calls: Record<string, (db: Kysely<Tables>) => Promise<unknown>> = {
  "an insert": async (db) => db.insertInto("notes").values(again).execute(),
  "a write that is like no other": async (db) =>
    db.insertInto("notes").values([again, again]).execute(),
  "a raw write": async (db) => sql`insert into notes values (1, 'again')`.execute(db),
  "a raw text of several statements": async (db) => sql`select 1; select nope`.execute(db),
  "a raw read": async (db) => sql`select nope from notes`.execute(db),
  "a built read": async (db) =>
    db
      .selectFrom("notes")
      .select(sql`nope`.as("nope"))
      .execute(),
  "a look-up that cannot be": async (db) =>
    db.selectFrom("notes").select(sql.ref("nope").as("nope")).where("id", "=", 1).execute(),
  DDL: async (db) => db.schema.createTable("notes").addColumn("id", "integer").execute(),
  "a stream": async (db) => {
    for await (const row of db
      .selectFrom("notes")
      .select(sql`nope`.as("nope"))
      .stream())
      return row;
    return undefined;
  },
  "a statement of a transaction": async (db) =>
    db.transaction().execute(async (trx) => trx.insertInto("notes").values(again).execute()),
  "a statement of a shared commit": async (db) =>
    inTransaction(db, async (trx) => trx.insertInto("notes").values(again).execute()),
  "a change with its record": async (db) =>
    changeAndRecord(db, db.updateTable("notes").set({ body: "x" }).where("id", "=", 1), [
      db.insertInto("notes").values(again),
    ]),
};

test.for(Object.keys(calls))("the error of %s tells who called", async (name) => {
  await using db = await openNotes();
  async function theCaller(): Promise<unknown> {
    return await calls[name]?.(db);
  }
  const error = await theCaller().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).stack).toContain("theCaller");
  expect((error as Error).stack).toContain("error-stacks.test.ts");
});

test("of writes that fail together each tells its own caller", async () => {
  await using db = await openNotes();
  async function firstCaller(): Promise<void> {
    await db.insertInto("notes").values(again).execute();
  }
  async function secondCaller(): Promise<void> {
    await db.insertInto("notes").values(again).execute();
  }
  const [first, second] = await Promise.allSettled([firstCaller(), secondCaller()]);
  const stackOf = (result: PromiseSettledResult<void>): string =>
    result.status === "rejected" ? ((result.reason as Error).stack ?? "") : "";
  expect(stackOf(first)).toContain("firstCaller");
  expect(stackOf(first)).not.toContain("secondCaller");
  expect(stackOf(second)).toContain("secondCaller");
  expect(stackOf(second)).not.toContain("firstCaller");
});
