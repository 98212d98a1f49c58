import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lintMigrations } from "../src/index.ts";
import { inOrder, type LintFile } from "../src/lint/lint-file.ts";
import { lintWith } from "../src/lint/lint-migrations.ts";
import { importOptional } from "../src/lint/optional-package.ts";
import { openDuckDbScratch } from "../src/lint/scratch/duckdb.ts";
import { brief, useLint } from "./lint-databases.ts";

const lint = useLint();

function postgres(...texts: readonly string[]): LintFile[] {
  return texts.map((sql, index) => ({ file: `00${index + 1}_a.postgres.sql`, sql }));
}

function duckdb(...texts: readonly string[]): LintFile[] {
  return texts.map((sql, index) => ({ file: `00${index + 1}_a.duckdb.sql`, sql }));
}

test("what an engine refuses is told in its own words, at the line that it points at", async () => {
  const sql =
    "CREATE TABLE größe (\n  é INT DEFAULT 'ü',\n  b TEXT\n);\nSELECT 'ß€',\n  nichts FROM größe";
  expect((await lint(postgres("SELECT 1", sql))).findings).toEqual([
    {
      file: "002_a.postgres.sql",
      line: 2,
      rule: "postgres-refuses",
      message: 'PostgreSQL refuses it: invalid input syntax for type integer: "ü"',
    },
  ]);
  expect(
    (await lint(duckdb("CREATE TABLE t (a INT);\nSELECT 'ß€',\n  nope FROM t"))).findings,
  ).toEqual([expect.objectContaining({ line: 3, rule: "duckdb-refuses" })]);
});

test("text of several bytes a letter moves no line", async () => {
  const sql =
    "-- größe €\nALTER TABLE t\n  ADD COLUMN größe TEXT DEFAULT '€\n€',\n  ADD COLUMN é INT NOT NULL,\n  DROP COLUMN ü, ADD COLUMN ß TIMESTAMP;";
  expect(brief(await lint(postgres("CREATE TABLE t (ü INT)", sql)))).toEqual([
    "not-null-without-default:5",
    "drop-column:6",
    "timestamp-without-time-zone:6",
  ]);
});

test("each file runs after those before it, on its own engine", async () => {
  const files = [
    { file: "001_a.duckdb.sql", sql: "CREATE TABLE d (a UTINYINT)" },
    { file: "001_a.postgres.sql", sql: "CREATE TABLE p (a JSONB)" },
    { file: "002_b.duckdb.sql", sql: "ALTER TABLE d ADD COLUMN b INT" },
    { file: "002_b.postgres.sql", sql: "ALTER TABLE p ADD COLUMN b INT" },
    { file: "003_c.sql", sql: "CREATE TABLE e (a INT);\nALTER TABLE d ADD COLUMN c INT" },
  ];
  const { findings } = await lint(files);
  expect(findings).toEqual([
    {
      file: "003_c.sql",
      line: 2,
      rule: "single-engine-sql",
      message:
        'only DuckDB accepts it, and PostgreSQL says: relation "d" does not exist; write a variant for each',
    },
  ]);
});

test("what is missing because of an earlier refusal is told once", async () => {
  const files = postgres(
    "CREATE TABLE t (a INTT);\nALTER TABLE t ADD COLUMN b INT;\nSELEC 1;\nCREATE INDEX ON t (a)",
    "ALTER TABLE t ADD COLUMN c INT; SELECT 1 / 0",
  );
  expect(brief(await lint(files))).toEqual([
    "postgres-refuses:1",
    "postgres-refuses:3",
    "postgres-refuses:1",
  ]);
});

test("what stands behind a refused statement is looked at, and what stood before is there", async () => {
  const sql =
    "CREATE TABLE t (a INT);\nSELEC 1;\nINSERT INTO t VALUES (1);\nSELECT b FROM t;\nSELEC 2";
  expect(brief(await lint(duckdb(sql)))).toEqual(["duckdb-refuses:2", "duckdb-refuses:5"]);
  expect(brief(await lint(postgres(sql)))).toEqual(["postgres-refuses:2", "postgres-refuses:5"]);
});

test("a file of comments alone is a finding of its own, and the others are looked at", async () => {
  const files = duckdb("CREATE TABLE t (a INT)", "-- to be written\n", "DROP TABLE t");
  expect(brief(await lint(files))).toEqual(["empty-file:1", "drop-table:1"]);
});

test("COPY FROM STDIN is refused, and does not wait for its rows", async () => {
  const sql = "CREATE TABLE t (a INT);\nCOPY t FROM STDIN;\nSELECT 1";
  expect((await lint(postgres(sql))).findings).toEqual([
    expect.objectContaining({ line: 2, message: expect.stringContaining("psql") as string }),
  ]);
});

test("roles are taken to be there, and what this server lacks is said to be unchecked", async () => {
  const { findings, notChecked } = await lint(
    postgres(
      "CREATE TABLE t (a INT);\nGRANT SELECT ON t TO reader;\nSET ROLE writer",
      "CREATE TABLE u (a INT);\nCREATE EXTENSION postgis;\nSELECT st_area(a) FROM u",
    ),
  );
  expect(findings).toEqual([]);
  expect(notChecked).toEqual([
    expect.stringMatching(/^002_a\.postgres\.sql:2 was not checked on PostgreSQL.+"postgis"/),
    expect.stringMatching(/^002_a\.postgres\.sql:3 was not checked/),
  ]);
});

test("no file of this machine is read or written", async () => {
  const path = join(tmpdir(), `handsfree-lint-${process.pid}.csv`);
  const { findings, notChecked } = await lint(
    duckdb(`CREATE TABLE t (a INT);\nCOPY t TO '${path}';\nATTACH '${path}.db'`),
  );
  expect(existsSync(path) || existsSync(`${path}.db`)).toBe(false);
  expect(findings).toEqual([]);
  expect(notChecked).toHaveLength(2);
});

test("without the optional packages the lint says what it could not check", async () => {
  await using scratch = await openDuckDbScratch();
  const tools = {
    parse: undefined,
    scratches: new Map([["duckdb", scratch] as const]),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const files = inOrder([
    { file: "001_a.sql", sql: "CREATE TABLE t (a JSONB)" },
    { file: "002_a.postgres.sql", sql: "DROP TABLE t" },
  ]);
  const { findings, notChecked } = await lintWith(tools, files);
  expect(findings.map(({ rule }) => rule)).toEqual(["duckdb-refuses"]);
  expect(notChecked).toEqual([
    "dangerous statements were not checked; install libpg-query",
    "refusals, rewrites and reads of PostgreSQL were not checked; install @electric-sql/pglite",
  ]);
  const name: string = "@handsfree/none";
  const none = await importOptional(name, () => import(name));
  expect(none).toBeUndefined();
});

test("where the time is up, the lint says what it did not run", async () => {
  const { notChecked } = await lint(duckdb("SELECT 1;\nSELECT 2"), { timeLimit: 0 });
  expect(notChecked).toEqual([
    expect.stringMatching(/^001_a\.duckdb\.sql:1 and the rest of the file did not run on DuckDB/),
  ]);
});

test("an extension that PGlite has is loaded", async () => {
  const sql = 'CREATE EXTENSION IF NOT EXISTS "uuid-ossp";\nSELECT uuid_generate_v4()';
  expect(await lintMigrations(postgres(sql))).toMatchObject({ findings: [], notChecked: [] });
}, 180_000);

test("refusals are bounded, and each is told where it stands", async () => {
  const { findings, notChecked } = await lint(duckdb("SELEC 1;\n".repeat(50)));
  expect(findings.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  expect(notChecked).toEqual([expect.stringMatching(/:21 and the rest of the file/)]);
});
