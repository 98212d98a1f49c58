import { sql } from "kysely";
import { expect, test } from "vitest";
import {
  compareSchemas,
  describeDifference,
  dumpSchema,
  readSchema,
  type SchemaDescription,
} from "../src/index.ts";
import { openEmptyPostgres } from "./empty-postgres.ts";

async function schemaOf(statements: string): Promise<SchemaDescription> {
  await using db = await openEmptyPostgres();
  await sql.raw(statements).execute(db);
  return await readSchema(db);
}

async function differences(expected: string, actual: string): Promise<string[]> {
  return compareSchemas(await schemaOf(expected), await schemaOf(actual)).map(describeDifference);
}

const everything = `
  CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);
  CREATE SCHEMA other; CREATE TABLE other.t (x INT);
  CREATE TEMP TABLE fleeting (x INT);
  CREATE SEQUENCE numbers START 5 INCREMENT 2 MAXVALUE 1000 CYCLE;
  CREATE TYPE mood AS ENUM ('glad', 'sad');
  CREATE TABLE empty ();
  CREATE TABLE parent (
    a INT, b INT CHECK (b < 10), PRIMARY KEY (b, a), CONSTRAINT named CHECK (a > b),
    twice BIGINT GENERATED ALWAYS AS (a * 2) STORED, "odd ""name""" TEXT UNIQUE NULLS NOT DISTINCT, mood mood,
    gone INT);
  ALTER TABLE parent DROP COLUMN gone;
  CREATE TABLE child (
    id INT DEFAULT nextval('numbers'), n BIGINT GENERATED ALWAYS AS IDENTITY, s SERIAL, b INT, a INT NOT NULL,
    FOREIGN KEY (b, a) REFERENCES parent (b, a) ON DELETE CASCADE, EXCLUDE USING btree (id WITH =));
  CREATE TABLE vals (
    d NUMERIC(10,2), r REAL, dd DOUBLE PRECISION, t TEXT DEFAULT 'it''s', ts TIMESTAMPTZ NOT NULL DEFAULT now(),
    list UUID[], j JSON, jb JSONB, bytes BYTEA, v VARCHAR(20), p TIMESTAMPTZ(3));
  CREATE INDEX child_b ON child (b DESC, (id + 1)) INCLUDE (a) WHERE b IS NOT NULL;
  CREATE INDEX ON child (a);
  CREATE UNIQUE INDEX "odd USING name" ON parent USING btree (lower("odd ""name"""));
  CREATE VIEW seen AS SELECT id, a FROM child WHERE id > 0;
  CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;`;

test("everything is described, in an order of its own, without bookkeeping and other schemas", async () => {
  expect(dumpSchema(await schemaOf(everything))).toMatchInlineSnapshot(`
    "enum mood (glad, sad)

    sequence child_s_seq integer increment 1 minvalue 1 maxvalue 2147483647

    sequence numbers bigint increment 2 minvalue 1 maxvalue 1000 cycle

    table child
      id  integer default nextval('numbers'::regclass)
      n   bigint not null generated always as identity
      s   integer not null default nextval('child_s_seq'::regclass)
      b   integer
      a   integer not null
      EXCLUDE USING btree (id WITH =)
      FOREIGN KEY (b, a) REFERENCES parent(b, a) ON DELETE CASCADE
      index child_b btree (b DESC, ((id + 1))) INCLUDE (a) WHERE (b IS NOT NULL)
      index (unnamed) btree (a)

    table empty

    table parent
      a           integer not null
      b           integer not null
      twice       bigint generated (a * 2)
      odd "name"  text
      mood        mood
      CHECK ((a > b))
      CHECK ((b < 10))
      PRIMARY KEY (b, a)
      UNIQUE NULLS NOT DISTINCT ("odd ""name""")
      index odd USING name unique btree (lower("odd ""name"""))

    table vals
      d      numeric(10,2)
      r      real
      dd     double precision
      t      text default 'it''s'::text
      ts     timestamptz not null default now()
      list   uuid[]
      j      json
      jb     jsonb
      bytes  bytea
      v      character varying(20)
      p      timestamp(3) with time zone

    view kept
      materialized SELECT 1 AS one

    view seen
      SELECT id, a FROM child WHERE (id > 0)
    "
  `);
});

test("the description is plain data, inside a transaction and outside", async () => {
  await using db = await openEmptyPostgres();
  await sql.raw(everything).execute(db);
  const schema = await readSchema(db);
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  expect(await db.transaction().execute((transaction) => readSchema(transaction))).toEqual(schema);
});

test("a table that was rebuilt or altered is the one that was made at once", async () => {
  const made = `CREATE TABLE t (id INT PRIMARY KEY, name TEXT NOT NULL UNIQUE, ok BOOLEAN DEFAULT false, n INT CHECK (n > 0));
    CREATE INDEX ON t (n); CREATE INDEX by_name ON t (name)`;
  expect(
    await differences(
      made,
      `CREATE TABLE t_rebuilt (id INT CONSTRAINT mine PRIMARY KEY, name TEXT NOT NULL UNIQUE, ok BOOLEAN DEFAULT false, n INT CHECK (n > 0));
       CREATE INDEX ON t_rebuilt (n); CREATE INDEX by_name ON t_rebuilt (name); ALTER TABLE t_rebuilt RENAME TO t`,
    ),
  ).toEqual([]);
  expect(
    await differences(
      made,
      `CREATE TABLE t (gone INT, id SMALLINT, called VARCHAR(3)); ALTER TABLE t DROP gone;
       ALTER TABLE t ALTER id TYPE INT, ADD PRIMARY KEY (id); ALTER TABLE t RENAME called TO name;
       ALTER TABLE t ALTER name TYPE TEXT, ALTER name SET NOT NULL, ADD UNIQUE (name), ADD ok BOOLEAN DEFAULT false,
         ADD n INT, ADD CHECK (n > 0);
       CREATE INDEX by_name ON t (name); CREATE INDEX ON t (n)`,
    ),
  ).toEqual([]);
});

test.for([
  ["ALTER TABLE t ALTER n TYPE BIGINT", ["column t.n should be integer; it is bigint"]],
  [
    "ALTER TABLE t ALTER name TYPE VARCHAR(9)",
    ["column t.name should be text; it is character varying(9)"],
  ],
  ["ALTER TABLE t ALTER n SET NOT NULL", ["column t.n should be integer; it is integer not null"]],
  [
    "ALTER TABLE t ALTER n SET DEFAULT 3",
    ["column t.n should be integer; it is integer default 3"],
  ],
  [
    "ALTER TABLE t DROP n",
    [
      "column t.n is missing; it should be integer",
      "index by_n on t is missing; it should be btree (n)",
    ],
  ],
  ["ALTER TABLE t ADD UNIQUE (n)", ["UNIQUE (n) of t should not be there"]],
  [
    "DROP INDEX by_n; CREATE INDEX by_n ON t (n) WHERE n > 0",
    ["index by_n on t should be btree (n); it is btree (n) WHERE (n > 0)"],
  ],
  ["CREATE INDEX ON t (name)", ["index btree (name) on t should not be there"]],
  [
    "DROP VIEW v; CREATE VIEW v AS SELECT name FROM t",
    ["view v should be SELECT n FROM t; it is SELECT name FROM t"],
  ],
  ["ALTER TYPE e ADD VALUE 'c' BEFORE 'b'", ["enum e should be a, b; it is a, c, b"]],
  ["SELECT nextval('s')", []],
  ["CREATE TABLE u (x INT)", ["table u should not be there"]],
] as const)("after %s the difference is said", async ([change, expected]) => {
  const base = `CREATE TABLE t (id INT, n INT, name TEXT); CREATE INDEX by_n ON t (n);
    CREATE SEQUENCE s; CREATE TYPE e AS ENUM ('a', 'b');`;
  const view = change.includes("DROP n") ? "" : "CREATE VIEW v AS SELECT n FROM t;";
  const types = change.includes("TYPE") || change.includes("DROP n") ? "" : view;
  expect(await differences(`${base} ${types}`, `${base} ${types} ${change}`)).toEqual(expected);
});
