import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { changeAndRecord, inTransaction, openDatabase } from "../src/index.ts";
import { endlessNumber } from "./endless.ts";

interface Tables {
  notes: { id: number; body: string };
  scratch: { id: number };
}

async function openNotes(path = ":memory:"): Promise<Kysely<Tables>> {
  const db = (await openDatabase({ path })) as unknown as Kysely<Tables>;
  await sql`create table notes (id int primary key, body text)`.execute(db);
  await sql`create schema other`.execute(db);
  await sql`create table other.notes (id int primary key, body text)`.execute(db);
  return db;
}

const note = (id: number) => ({ id, body: "x" });
const idsOf = async (db: Kysely<Tables>, table: string): Promise<number[]> => {
  const { rows } = await sql<{
    id: number;
  }>`select id from ${sql.table(table)} order by id`.execute(db);
  return rows.map(({ id }) => id);
};

test("a temporary table is there for each statement of its connection, and for no other", async () => {
  await using db = await openNotes();
  await db.connection().execute(async (held) => {
    await sql`create temp table scratch as select 7 as id`.execute(held);
    expect(await held.selectFrom("scratch").selectAll().execute()).toEqual([{ id: 7 }]);
    await held.insertInto("scratch").values({ id: 8 }).execute();
    await held
      .transaction()
      .execute((trx) => trx.insertInto("scratch").values({ id: 9 }).execute());
    await inTransaction(held, (trx) =>
      trx.updateTable("scratch").set({ id: 10 }).where("id", "=", 9).execute(),
    );
    await sql`insert into notes select id, 'copied' from scratch`.execute(held);
    const streamed: number[] = [];
    for await (const { id } of held.selectFrom("scratch").select("id").stream()) streamed.push(id);
    expect(streamed.toSorted((a, b) => a - b)).toEqual([7, 8, 10]);
    expect((await sql`select count(*) as count from scratch`.execute(held)).rows).toEqual([
      { count: 3 },
    ]);
    await expect(db.selectFrom("scratch").selectAll().execute()).rejects.toMatchObject({
      code: "invalid_query",
    });
  });
  expect(await idsOf(db, "notes")).toEqual([7, 8, 10]);
  await db.connection().execute(async (next) => {
    await expect(next.selectFrom("scratch").selectAll().execute()).rejects.toMatchObject({
      code: "invalid_query",
    });
  });
});

test.for(["set schema = 'other'", "use other", "set search_path = 'other'"])(
  "%s redirects the writes of its own connection only",
  async (statement) => {
    await using db = await openNotes();
    await db.connection().execute(async (held) => {
      await sql.raw(statement).execute(held);
      await Promise.all([
        held.insertInto("notes").values(note(1)).execute(),
        db.insertInto("notes").values(note(2)).execute(),
        db.transaction().execute((trx) => trx.insertInto("notes").values(note(3)).execute()),
        inTransaction(db, (trx) => trx.insertInto("notes").values(note(4)).execute()),
        sql`insert into notes values (5, 'x')`.execute(db),
      ]);
      await held.transaction().execute((trx) => trx.insertInto("notes").values(note(6)).execute());
      await inTransaction(held, (trx) => trx.insertInto("notes").values(note(7)).execute());
      await changeAndRecord(
        held,
        held.updateTable("notes").set({ body: "y" }).where("id", "=", 1),
        [held.insertInto("notes").values(note(8))],
      );
      expect((await held.selectFrom("notes").select("id").execute()).length).toBe(4);
      expect((await db.selectFrom("notes").select("id").execute()).length).toBe(4);
    });
    expect(await idsOf(db, "main.notes")).toEqual([2, 3, 4, 5]);
    expect(await idsOf(db, "other.notes")).toEqual([1, 6, 7, 8]);
    await db.connection().execute((next) => next.insertInto("notes").values(note(9)).execute());
    expect(await idsOf(db, "main.notes")).toContain(9);
  },
);

test("a held connection that only sets something is no error", async () => {
  await using db = await openNotes();
  await db.connection().execute((held) => sql`set schema = 'other'`.execute(held));
  await db.insertInto("notes").values(note(1)).execute();
  expect(await idsOf(db, "main.notes")).toEqual([1]);
});

const refused = [
  "set schema = 'other'",
  "use other",
  "set session timezone = 'Asia/Tokyo'",
  "set timezone = 'Asia/Tokyo'",
  "set variable answer = 42",
  "pragma search_path = 'other'",
  "prepare answer as select 42",
  "create temp table scratch (id int)",
  "create temporary view scratch as select 1 as id",
  "create temp macro twice(n) as n * 2",
  "create temp sequence counter",
  "begin",
  "commit",
  "rollback",
];

test.for(refused)(
  "%s is refused where no connection is held, and changes none",
  async (statement) => {
    await using db = await openNotes();
    const invalid = {
      code: "invalid_query",
      message: expect.stringMatching(/db\.(?:connection|transaction)\(\)/),
    };
    await expect(sql.raw(statement).execute(db)).rejects.toMatchObject(invalid);
    await expect(
      sql.raw(`-- first\n${statement}`).execute(db.withSchema("main")),
    ).rejects.toMatchObject(invalid);
    await expect(inTransaction(db, (trx) => sql.raw(statement).execute(trx))).rejects.toMatchObject(
      {
        code: "invalid_query",
      },
    );
    await Promise.all([1, 2, 3].map((id) => db.insertInto("notes").values(note(id)).execute()));
    expect(await idsOf(db, "main.notes")).toEqual([1, 2, 3]);
    const { rows } =
      await sql`select current_setting('timezone') as zone, getvariable('answer') as answer`.execute(
        db,
      );
    expect(rows).toEqual([{ zone: "UTC", answer: null }]);
  },
);

test("a temporary table of the schema builder is refused where no connection is held", async () => {
  await using db = await openNotes();
  const create = (on: Kysely<Tables>) =>
    on.schema.createTable("scratch").temporary().addColumn("id", "integer").execute();
  await expect(create(db)).rejects.toMatchObject({ code: "invalid_query" });
  await db.connection().execute(async (held) => {
    await create(held);
    await held.insertInto("scratch").values({ id: 1 }).execute();
    expect(await held.selectFrom("scratch").selectAll().execute()).toEqual([{ id: 1 }]);
  });
});

test.for([
  "set global default_order = 'desc'",
  "set threads = 1",
  "set memory_limit = '1GB'",
  "attach ':memory:' as apart",
  "create table more (id int)",
  "create schema more",
  "checkpoint",
])("%s is of the database, and needs no connection", async (statement) => {
  await using db = await openNotes();
  await sql.raw(statement).execute(db);
  await db.insertInto("notes").values(note(1)).execute();
  expect(await idsOf(db, "main.notes")).toEqual([1]);
});

test("what a held connection has run before sees what it has set since", async () => {
  await using db = await openNotes();
  await sql`insert into other.notes values (1, 'other')`.execute(db);
  await db.connection().execute(async (held) => {
    const path = async (): Promise<unknown> =>
      (await sql`select current_setting('search_path') as path`.execute(held)).rows[0];
    const read = () => idsOf(held, "notes");
    for (let round = 0; round < 2; round++) {
      await sql`set search_path = ''`.execute(held);
      expect([await path(), await read()]).toEqual([{ path: "" }, []]);
      await sql`set search_path = 'other'`.execute(held);
      expect([await path(), await read()]).toEqual([{ path: "other" }, [1]]);
    }
  });
});

test("what a transaction sets or makes goes with it", async () => {
  await using db = await openNotes();
  await db.transaction().execute(async (trx) => {
    await sql`create temp table scratch (id int)`.execute(trx);
    await trx.insertInto("scratch").values({ id: 1 }).execute();
    await sql`set schema = 'other'`.execute(trx);
    await trx.insertInto("notes").values(note(1)).execute();
  });
  await db.transaction().execute((trx) => trx.insertInto("notes").values(note(2)).execute());
  expect(await idsOf(db, "other.notes")).toEqual([1]);
  expect(await idsOf(db, "main.notes")).toEqual([2]);
  await expect(
    db.transaction().execute((trx) => trx.selectFrom("scratch").selectAll().execute()),
  ).rejects.toMatchObject({ code: "invalid_query" });
});

test("a raw COMMIT cannot end a transaction behind its back", async () => {
  await using db = await openNotes();
  const work = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values(note(1)).execute();
    await sql`commit`.execute(trx);
  });
  await expect(work).rejects.toMatchObject({ code: "invalid_query" });
  expect(await idsOf(db, "notes")).toEqual([]);
});

test("a text of several statements has a connection of its own, and may hold a whole transaction", async () => {
  await using db = await openNotes();
  await sql`create temp table scratch as select 1 as id; insert into notes select id, 'x' from scratch; set schema = 'other'`.execute(
    db,
  );
  await sql`begin; insert into notes values (2, 'x'); commit`.execute(db);
  const open = sql`begin; insert into notes values (3, 'x')`.execute(db);
  await expect(open).rejects.toMatchObject({ code: "invalid_query" });
  await db.insertInto("notes").values(note(4)).execute();
  expect(await idsOf(db, "main.notes")).toEqual([1, 2, 4]);
});

test("held connections write in turn with all others, and none conflicts", async () => {
  await using db = await openNotes();
  await db.insertInto("notes").values({ id: 0, body: "0" }).execute();
  const count = sql<string>`cast(cast(body as int) + 1 as varchar)`;
  const add = (on: Kysely<Tables>) =>
    on.updateTable("notes").set({ body: count }).where("id", "=", 0).execute();
  const hold = () =>
    db.connection().execute(async (held) => {
      await sql`create temp table scratch (id int)`.execute(held);
      for (let i = 0; i < 5; i++) await add(held);
      await held.transaction().execute(add);
    });
  await Promise.all([hold(), hold(), hold(), ...Array.from({ length: 20 }, () => add(db))]);
  expect(await db.selectFrom("notes").select("body").execute()).toEqual([{ body: "38" }]);
});

test("closing waits for a held connection, and ends one that its caller does not let go", async () => {
  const directory = await mkdtemp(join(tmpdir(), "handsfree-held-"));
  const path = join(directory, "held.db");
  try {
    const db = (await openDatabase({ path, closeTimeLimit: 200 })) as unknown as Kysely<Tables>;
    await sql`create table notes (id int primary key, body text)`.execute(db);
    const hung = db.connection().execute(async (held) => {
      await sql`create temp table scratch (id int)`.execute(held);
      await sql`insert into scratch select ${endlessNumber()}`.execute(held);
    });
    const ended = hung.catch((reason: unknown) => reason);
    await wait(50);
    await db.destroy();
    expect(await ended).toMatchObject({ code: "database_closed" });
    await using again = await openDatabase({ path });
    expect(await sql`select * from notes`.execute(again)).toMatchObject({ rows: [] });
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a read on a held connection can be cancelled, and leaves it usable", async () => {
  await using db = await openNotes();
  await db.connection().execute(async (held) => {
    await sql`create temp table scratch as select 1 as id`.execute(held);
    for (const query of [
      sql`select ${endlessNumber()} as n`,
      held.selectNoFrom(endlessNumber().as("n")),
    ]) {
      const signal = AbortSignal.timeout(50);
      const slow = held.executeQuery(query.compile(held), { signal });
      await expect(slow).rejects.toMatchObject({ code: "query_timed_out" });
    }
    expect(await held.selectFrom("scratch").selectAll().execute()).toEqual([{ id: 1 }]);
    await held.insertInto("scratch").values({ id: 2 }).execute();
  });
});
