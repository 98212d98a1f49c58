import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import {
  compareSchemas,
  describeDifference,
  dumpSchema,
  readSchema,
  type SchemaDescription,
} from "../src/index.ts";

async function schemaOf(...statements: string[]): Promise<SchemaDescription> {
  await using db = await openDatabase({ path: ":memory:" });
  for (const statement of statements) await sql.raw(statement).execute(db);
  return await readSchema(db);
}

async function differences(expected: string, actual: string): Promise<string[]> {
  return compareSchemas(await schemaOf(expected), await schemaOf(actual)).map(describeDifference);
}

const everything = `
  CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);
  CREATE TABLE schema_migrations_lock (id INT);
  CREATE SCHEMA other; CREATE TABLE other.t (x INT);
  CREATE TEMP TABLE fleeting (x INT);
  CREATE SEQUENCE numbers START 5 INCREMENT 2 MAXVALUE 1000 CYCLE;
  CREATE TYPE mood AS ENUM ('glad', 'sad');
  CREATE TABLE parent (
    a INT, b INT CHECK (b < 10), PRIMARY KEY (b, a), CHECK (a > b), twice BIGINT GENERATED ALWAYS AS (a * 2),
    "odd ""name""" TEXT UNIQUE, mood mood);
  CREATE TABLE child (
    id INT DEFAULT nextval('numbers'), b INT, a INT NOT NULL, FOREIGN KEY (b, a) REFERENCES parent (b, a));
  CREATE TABLE vals (
    d DECIMAL(10,2), r REAL, dd DOUBLE, t TEXT DEFAULT 'it''s', ts TIMESTAMPTZ NOT NULL DEFAULT now(),
    list UUID[], j JSON, bytes BYTEA);
  CREATE INDEX child_b ON child (b, (id + 1));
  CREATE UNIQUE INDEX "odd (index)" ON parent (mood);
  CREATE VIEW seen AS SELECT id, a FROM child WHERE id > 0;`;

test("everything is described, in an order of its own, without bookkeeping and other schemas", async () => {
  expect(dumpSchema(await schemaOf(everything))).toMatchInlineSnapshot(`
    "enum mood (glad, sad)

    sequence numbers increment 2 minvalue 1 maxvalue 1000 cycle

    table child
      id  integer default nextval('numbers')
      b   integer
      a   integer not null
      FOREIGN KEY (b, a) REFERENCES parent(b, a)
      index child_b (b, ((id + 1)))

    table parent
      a           integer not null
      b           integer not null
      twice       bigint generated CAST((a * 2) AS BIGINT)
      odd "name"  text
      mood        ENUM('glad', 'sad')
      CHECK ((a > b))
      CHECK ((b < 10))
      PRIMARY KEY (b, a)
      UNIQUE ("odd ""name""")
      index odd (index) unique (mood)

    table vals
      d      numeric(10,2)
      r      real
      dd     double precision
      t      text default 'it''s'
      ts     timestamptz not null default now()
      list   uuid[]
      j      json
      bytes  bytea

    view seen
      AS SELECT id, a FROM child WHERE (id > 0)
    "
  `);
});

test("the description is plain data, the same after the file is opened again, and beside a backup", async () => {
  const directory = await mkdtemp(join(tmpdir(), "handsfree-schema-"));
  try {
    const path = join(directory, "live.db");
    let before: SchemaDescription;
    {
      await using db = await openDatabase({ path });
      await sql.raw(everything).execute(db);
      before = await readSchema(db);
      await sql
        .raw(`ATTACH '${join(directory, "other.db")}' AS beside; CREATE TABLE beside.t (x INT)`)
        .execute(db);
      expect(await readSchema(db)).toEqual(before);
      expect(await db.transaction().execute((transaction) => readSchema(transaction))).toEqual(
        before,
      );
    }
    await using db = await openDatabase({ path, readOnly: true });
    expect(await readSchema(db)).toEqual(before);
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
  } finally {
    await rm(directory, { recursive: true });
  }
});

const made = `CREATE TABLE t (id INT PRIMARY KEY, name TEXT UNIQUE, ok BOOLEAN NOT NULL DEFAULT false, n INT CHECK (n > 0))`;

test.for([
  [
    "rebuilt",
    `CREATE TABLE t_rebuilt (id INT PRIMARY KEY, name TEXT UNIQUE, ok BOOLEAN NOT NULL DEFAULT false, n INT CHECK (n > 0));
     CREATE TABLE t (id INT); DROP TABLE t; ALTER TABLE t_rebuilt RENAME TO t`,
  ],
  [
    "with a column more that went, and keys that came later",
    `CREATE TABLE t (gone INT, id INT, name TEXT UNIQUE, n INT CHECK (n > 0));
     CREATE TABLE u AS SELECT 1; DROP TABLE u; DROP TABLE t;
     CREATE TABLE t (id INT PRIMARY KEY, name TEXT UNIQUE, ok BOOLEAN NOT NULL DEFAULT false, n INT, CHECK (n > 0))`,
  ],
] as const)("a table that was %s is the same", async ([, statements]) => {
  expect(await differences(made, statements)).toEqual([]);
});

test("a table that was altered column by column is the one that was made at once", async () => {
  expect(
    await differences(
      `CREATE TABLE t (id INT NOT NULL, name TEXT DEFAULT 'x', ok BOOLEAN DEFAULT true, ts TIMESTAMPTZ DEFAULT now())`,
      `CREATE TABLE t (gone INT, id SMALLINT, called TEXT);
       ALTER TABLE t DROP gone; ALTER TABLE t ALTER id TYPE INT; ALTER TABLE t ALTER id SET NOT NULL;
       ALTER TABLE t RENAME called TO name; ALTER TABLE t ALTER name SET DEFAULT 'x';
       ALTER TABLE t ADD COLUMN ok BOOLEAN DEFAULT true; ALTER TABLE t ADD COLUMN ts TIMESTAMPTZ DEFAULT now()`,
    ),
  ).toEqual([]);
});

test("a key that was added later is the one that was there from the start", async () => {
  expect(
    await differences(
      `CREATE TABLE t (id INT PRIMARY KEY)`,
      `CREATE TABLE t (id INT); ALTER TABLE t ADD PRIMARY KEY (id)`,
    ),
  ).toEqual([]);
});

test.for([
  ["DROP TABLE t", ["table t is missing"]],
  ["CREATE TABLE u (x INT UNIQUE)", ["table u should not be there"]],
  ["ALTER TABLE t ALTER n TYPE BIGINT", ["column t.n should be integer; it is bigint"]],
  ["ALTER TABLE t ALTER n SET NOT NULL", ["column t.n should be integer; it is integer not null"]],
  [
    "ALTER TABLE t ALTER n SET DEFAULT 3",
    ["column t.n should be integer; it is integer default 3"],
  ],
  ["ALTER TABLE t ADD COLUMN x INT", ["column t.x should not be there; it is integer"]],
  ["ALTER TABLE t DROP n", ["column t.n is missing; it should be integer"]],
  [
    "ALTER TABLE t DROP n; ALTER TABLE t ADD COLUMN n INT",
    ["the order of the columns of t should be id, n, name; it is id, name, n"],
  ],
  [
    "ALTER TABLE t ADD PRIMARY KEY (id)",
    [
      "column t.id should be integer; it is integer not null",
      "PRIMARY KEY (id) of t should not be there",
    ],
  ],
  [
    "DROP INDEX by_n; CREATE INDEX by_n ON u0 (m, n)",
    ["index by_n on u0 should be (n); it is (m, n)"],
  ],
  [
    "DROP INDEX by_n; CREATE UNIQUE INDEX by_n ON u0 (n)",
    ["index by_n on u0 should be (n); it is unique (n)"],
  ],
  ["DROP INDEX by_n", ["index by_n on u0 is missing; it should be (n)"]],
  ["DROP VIEW v", ["view v is missing; it should be AS SELECT n FROM u0"]],
  [
    "CREATE OR REPLACE VIEW v AS SELECT m FROM u0",
    ["view v should be AS SELECT n FROM u0; it is AS SELECT m FROM u0"],
  ],
  [
    "DROP SEQUENCE s; CREATE SEQUENCE s INCREMENT 2 MAXVALUE 9",
    [
      "sequence s should be increment 1 minvalue 1 maxvalue 9; it is increment 2 minvalue 1 maxvalue 9",
    ],
  ],
  ["SELECT nextval('s')", []],
  ["CREATE TYPE e AS ENUM ('a')", ["enum e should not be there; it is a"]],
] as const)("after %s the difference is said", async ([change, expected]) => {
  const base = `
    CREATE TABLE t (id INT, n INT, name TEXT);
    CREATE TABLE u0 (n INT, m INT, UNIQUE (m), CHECK (n > 0)); CREATE INDEX by_n ON u0 (n);
    CREATE VIEW v AS SELECT n FROM u0; CREATE SEQUENCE s MAXVALUE 9;`;
  expect(await differences(base, `${base} ${change}`)).toEqual(expected);
});

test("constraints that differ are both named", async () => {
  expect(
    await differences(
      `CREATE TABLE p (a INT PRIMARY KEY, b INT UNIQUE); CREATE TABLE t (n INT CHECK (n > 0), p INT REFERENCES p (a), UNIQUE (n, p))`,
      `CREATE TABLE p (a INT PRIMARY KEY, b INT UNIQUE); CREATE TABLE t (n INT CHECK (n > 1), p INT REFERENCES p (b), UNIQUE (p, n))`,
    ),
  ).toEqual([
    "CHECK ((n > 0)) of t is missing",
    "FOREIGN KEY (p) REFERENCES p(a) of t is missing",
    "UNIQUE (n, p) of t is missing",
    "CHECK ((n > 1)) of t should not be there",
    "FOREIGN KEY (p) REFERENCES p(b) of t should not be there",
    "UNIQUE (p, n) of t should not be there",
  ]);
});

test("it reads while a writer holds the database, and writes nothing", async () => {
  await using db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<object>;
  await sql.raw(made).execute(db);
  await db.transaction().execute(async (transaction) => {
    await sql`create table uncommitted (x int)`.execute(transaction);
    expect((await readSchema(db)).tables.map(({ name }) => name)).toEqual(["t"]);
  });
});
