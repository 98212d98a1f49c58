import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";
import { endlessNumber } from "./endless.ts";

let db: Kysely<unknown>;
let commits = 0;
let reads = 0;
beforeEach(async () => {
  const opened = await openDatabase({
    path: ":memory:",
    observer: { onCommit: () => void commits++, onRead: () => void reads++ },
  });
  db = opened as unknown as Kysely<unknown>;
  await sql`create table notes (id int)`.execute(db);
  await sql`create sequence counter`.execute(db);
  await sql`create view counted as select nextval('counter') as n`.execute(db);
  commits = 0;
  reads = 0;
});
afterEach(() => db.destroy());

test.for([
  "select 1 as n",
  "  -- first\n /* then */ select 1 as n",
  "with a as (select 1 as n) select * from a",
  "values (1)",
  "from notes",
  "table notes",
  "(select 1 as n)",
  "select * from notes union all select 2",
  "explain select 1",
  "explain analyze select 1",
  "describe notes",
  "show tables",
  "summarize notes",
  "pragma table_info('notes')",
  "pragma database_size",
  "select 'insert into notes values (1)' as text",
])("%s waits for no write, and holds none up", async (text) => {
  for (let round = 1; round <= 2; round++) {
    await sql.raw(text).execute(db);
    expect({ commits, reads }).toEqual({ commits: 0, reads: round });
  }
});

test.for([
  "select nextval('counter') as n",
  "from counted",
  "explain analyze insert into notes values (1)",
  "with a as (select 1) insert into notes select * from a",
  "insert into notes values (1) returning id",
  "call checkpoint()",
  "create table more as select 1 as id",
])("%s runs where writes do", async (text) => {
  await sql.raw(text).execute(db);
  expect({ commits, reads }).toEqual({ commits: 1, reads: 0 });
});

test("a built SELECT with nextval runs where writes do, each time once", async () => {
  const next = db.selectNoFrom(sql<number>`nextval('counter')`.as("n"));
  expect(await next.execute()).toEqual([{ n: 1 }]);
  expect(await next.execute()).toEqual([{ n: 2 }]);
  expect({ commits, reads }).toEqual({ commits: 2, reads: 0 });
});

test("an insert is done while a raw SELECT runs that does not end", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const slow = sql`select ${endlessNumber()} as n`.execute(db, { signal });
  const ended = slow.catch((reason: unknown) => reason);
  await sql`insert into notes values (1)`.execute(db);
  expect(commits).toBe(1);
  controller.abort();
  expect(await ended).toMatchObject({ code: "query_cancelled" });
  expect((await sql`select * from notes`.execute(db)).rows).toEqual([{ id: 1 }]);
});

test("a raw SELECT that is cancelled leaves its connection to the next ones", async () => {
  for (let i = 0; i < 6; i++) {
    const signal = AbortSignal.timeout(20);
    const slow = sql`select ${endlessNumber()} + ${sql.lit(i)} as n`.execute(db, { signal });
    await expect(slow).rejects.toMatchObject({ code: "query_timed_out" });
  }
  await sql`insert into notes values (1)`.execute(db);
  const answers = Array.from({ length: 8 }, () =>
    sql`select count(*) as count from notes`.execute(db),
  );
  for (const { rows } of await Promise.all(answers)) expect(rows).toEqual([{ count: 1 }]);
});

test("raw statements that are called one after the other run in that order", async () => {
  const results = await Promise.all([
    sql`create table later (id int)`.execute(db),
    sql`insert into later values (1)`.execute(db),
    sql`create view latest as select * from later`.execute(db),
  ]);
  expect(results).toHaveLength(3);
  expect((await sql`from latest`.execute(db)).rows).toEqual([{ id: 1 }]);
});

test("a raw statement that takes long to plan runs before those that were called after it", async () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `(${n})`).join();
  const results = await Promise.all([
    sql.raw(`create table planned as from (values ${rows})`).execute(db),
    sql`delete from planned where col0 > 0`.execute(db),
    sql`from planned`.execute(db).catch(() => "read before"),
  ]);
  expect(results[1].numAffectedRows).toBe(19_999n);
  expect((await sql`select count(*) as n from planned`.execute(db)).rows).toEqual([{ n: 1 }]);
});

test("a text that read once and writes now runs where writes do", async () => {
  await sql`create or replace view counted as select 1 as n`.execute(db);
  await sql`from counted`.execute(db);
  await sql`create or replace view counted as select nextval('counter') as n`.execute(db);
  expect((await sql`from counted`.execute(db)).rows).toEqual([{ n: 1 }]);
});

test("an empty text, and one of comments alone, do nothing", async () => {
  for (const text of ["", ";", "-- nothing", "/* nothing */"]) {
    expect((await sql.raw(text).execute(db)).rows).toEqual([]);
  }
});

test.for(["selekt 1", "select 1; selekt 2", "select ("])(
  "%s is refused as what DuckDB calls it, and runs nothing",
  async (text) => {
    const error = await sql
      .raw(text)
      .execute(db)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "invalid_query",
      cause: { message: expect.stringMatching(/^Parser Error/) },
    });
  },
);

test("a text with parameters that is several statements is refused", async () => {
  const two = sql`insert into notes values (${1}); insert into notes values (2)`.execute(db);
  await expect(two).rejects.toMatchObject({ code: "invalid_query" });
  expect((await sql`from notes`.execute(db)).rows).toEqual([]);
});
