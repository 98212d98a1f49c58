import { expect, test } from "vitest";
import { plan } from "../src/index.ts";
import { recorded } from "./plan/history.ts";
import { files } from "./runs/database.ts";

const up = "CREATE TABLE a (id INT);";
const down = "DROP TABLE a;";

function problemsOf(sql: string, file = "001_a.sql"): readonly (readonly [string, string])[] {
  const result = plan(files({ [file]: sql }), [], { engine: "duckdb" });
  return result.problems.map(({ kind, message }) => [kind, message]);
}

test.for([
  ["goose", `-- +goose Up\n${up}\n-- +goose Down\n${down}`, 3],
  ["goose", `-- +goose up\n-- +goose statementbegin\n${up}\n-- +goose statementend`, 1],
  ["goose", `-- +goose NO TRANSACTION\n${up}`, 1],
  ["goose", `-- +goose ENVSUB ON\n${up}`, 1],
  ["goose", `--+goose Up\n${up}\n--+goose Down`, 3],
  ["dbmate", `-- migrate:up\n${up}\n\n-- migrate:down\n${down}`, 4],
  ["dbmate", `-- migrate:up transaction:false\n${up}`, 1],
  ["dbmate", `--migrate:up\n${up}\n--migrate:down`, 3],
  ["sql-migrate", `-- +migrate Up\n${up}\n-- +migrate Down\n${down}`, 3],
  ["sql-migrate", `-- +migrate Up notransaction\n${up}`, 1],
  ["sql-migrate", `-- +migrate StatementBegin\n${up}\n-- +migrate StatementEnd`, 1],
  ["another tool", `-- +micrate Up\n${up}\n-- +micrate Down\n${down}`, 3],
  ["rambler", `-- rambler up\n${up}\n-- rambler down\n${down}`, 3],
  ["Play", `# --- !Ups\n${up}\n# --- !Downs\n${down}`, 3],
  ["Play", `-- !Ups\n${up}\n-- !Downs\n${down}`, 3],
  ["tern", `${up}\n---- create above / drop below ----\n${down}`, 2],
  ["Liquibase", `--liquibase formatted sql\n--changeset ada:1\n${up}\n--rollback ${down}`, 4],
  ["Liquibase", `-- liquibase formatted sql\n${up}`, 1],
  ["Liquibase", `-- changeset ada:1 runInTransaction:false\n${up}`, 1],
  ["MyBatis", `-- // a\n${up}\n-- //@UNDO\n${down}`, 3],
  ["MyBatis", `--// a\n${up}\n--//@UNDO\n${down}`, 3],
  ["another tool", `${up}\n-- @UNDO\n${down}`, 2],
  ["node-pg-migrate", `-- Up Migration\n${up}\n-- Down Migration\n${down}`, 3],
  ["shmig", `-- ==== UP ====\n${up}\n-- ==== DOWN ====\n${down}`, 3],
  ["Atlas", `-- atlas:txmode none\n\n${up}`, 1],
  ["another tool", `${up}\n-- Down\n${down}`, 2],
  ["another tool", `${up}\n--- rollback script ---\n${down}`, 2],
] as const)("the section marker of %s is refused: %j", ([tool, sql, line]) => {
  const [first, ...others] = problemsOf(sql);
  expect(first?.[0]).toBe("other_tool");
  expect(first?.[1]).toMatch(
    new RegExp(`^001_a\\.sql has "--.*" in line ${line}, a marker of ${tool}:`),
  );
  expect(first?.[1]).toContain('keep only the "up" part, without markers');
  expect(others).toEqual([]);
});

test("a file that another tool ran outside a transaction is told our directive", () => {
  for (const first of ["-- +goose NO TRANSACTION", "-- migrate:up transaction:false"])
    expect(problemsOf(`${first}\n${up}`)[0]?.[1]).toContain('"-- migrate: no-transaction"');
});

test.for([
  "--migrate: no-transaction",
  "-- migrate: no_transaction",
  "-- migrate:no-transaction",
  "-- Migrate: no-transaction",
  "-- MIGRATE: NO-TRANSACTION",
  "--  migrate: no-transaction",
  " -- migrate: no-transaction",
  "-- migrate: no-transaction;",
  "-- migrate: no-transaction because of CONCURRENTLY",
  "-- migrate : no-transaction",
  "-- migrate no-transaction",
  "-- migration: no-transaction",
  "-- migrate: notransaction",
  "-- migrate: no-transacton",
  "/* migrate: no-transaction */",
  "/*\n * migrate: no-transaction\n */",
  "-- no-transaction",
  "--! no-transaction",
  "-- transaction: false",
  "-- transactional: false",
  "-- migrate: tolerate 009_of_another",
  "--migrate: tolerates 009_of_another",
  " -- migrate: tolerates 009_of_another",
  "-- migrate: tolerates 009_a 010_b",
  "-- migrate tolerates 009_of_another",
  "-- tolerates 009_of_another",
  "-- Migrate: people",
])("what looks like a directive is refused: %j", (comment) => {
  const [first, ...others] = problemsOf(`${comment}\n${up}`);
  expect(first?.[0]).toBe("unknown_directive");
  const line = comment.startsWith("/*\n") ? 2 : 1;
  const right = comment.includes("tolerate") ? "tolerates VERSION" : "no-transaction";
  expect(first?.[1]).toMatch(new RegExp(`^001_a\\.sql has ".*" in line ${line}, `));
  expect(first?.[1]).toContain(`write "-- migrate: ${right}"`);
  expect(others).toEqual([]);
});

test("a directive below other text, and one that nearly is, are told with their line", () => {
  expect(problemsOf(`-- Why\n-- migrate: no-transaction\n${up}`)[0]).toEqual([
    "misplaced_directive",
    expect.stringContaining("in line 2") as string,
  ]);
  expect(problemsOf(`${up}\n\n-- migrate:no-transaction`)[0]).toEqual([
    "unknown_directive",
    expect.stringContaining("in line 3") as string,
  ]);
});

test.for([
  "-- Migration: create the table\n-- A file runs in one transaction, unless its first line is: -- migrate: no-transaction",
  "-- we migrate: rows",
  "-- Up to here all is well. Down there is a view.",
  "-- rollback: DROP TABLE a",
  "-- tolerates 3 kinds of rows",
  "-- Undo is not possible, since rows go",
  "-- the transaction takes no longer than a second",
  "-- migrate: tolerates 009_of_another\n-- migrate: tolerates 010_of_another",
  "-- atlas:nolint destructive",
  "-- the \\copy of a \u201Cname\u201D with\u00A0space",
])("other comments say nothing: %j", (comment) => {
  expect(problemsOf(`${comment}\n${up}`)).toEqual([]);
  expect(problemsOf(`${up}\n-- Down\n-- ${down}`)).toEqual([]);
});

test.for([
  [`\\restrict x7Yz\n\n${up}`, /^001_a\.sql has \\restrict in line 1, which only psql/],
  [`${up}\n\\connect other\n${up}`, /has \\connect in line 2/],
  [`${up}\n\\echo it's\n`, /has \\echo in line 2/],
  [`${up}\n\\.\n`, /has \\\. in line 2/],
  [
    `${up}\nCOPY public.a (id)\nFROM stdin;\n1\tO'Brien\t\\N\n\\.\n`,
    /has COPY … FROM STDIN in line 2.*pg_dump --inserts/,
  ],
  [
    `SET client_encoding = 'LATIN1';\n${up}`,
    /has SET client_encoding in line 1, but files are sent/,
  ],
  [`${up}\nset session client_encoding to win1252`, /has SET client_encoding in line 2/],
  [`SET NAMES 'SJIS'; ${up}`, /has SET client_encoding in line 1/],
  [`.mode csv\n${up}`, /has \.mode in line 1, which only DuckDB's shell/],
  [`${up}\n\uFEFF${up}`, /has a byte-order mark \(U\+FEFF\) in line 2/],
  [`\uFEFF\uFEFF${up}`, /has a byte-order mark \(U\+FEFF\) in line 1/],
  [
    `CREATE TABLE\u00A0a (id INT)`,
    /has the character U\+00A0 in line 1, which SQL does not read as a space/,
  ],
  [`SELECT 1,\n\n\u3000 2`, /U\+3000 in line 3/],
  [`SELECT 1\u2028, 2`, /U\+2028 in line 1/],
  [`SELECT\n id\u200B FROM a`, /U\+200B in line 2, which is invisible/],
  [`SELECT id\u00AD`, /U\+00AD in line 1, which is invisible/],
  [`SELECT id\u202E`, /U\+202E in line 1, which is invisible/],
  [`SELECT 1;\u001A`, /U\+001A in line 1, which is invisible/],
  [`SELECT\n \u2018x\u2019`, /the quotation mark \u2018 \(U\+2018\) in line 2; write '/],
  [`SELECT \u201Cid\u201D`, /the quotation mark \u201C/],
  [`SELECT 2 \u2013 1`, /the dash \u2013 \(U\+2013\) in line 1; write -/],
  [`\u2014 a comment\n${up}`, /the dash \u2014/],
  [`SELECT 1\uFF1B`, /\uFF1B \(U\+FF1B\) in line 1/],
  ["SELECT 'a\0b'", /has a NUL character in line 1/],
  ["-- a\n-- \0b\nSELECT 1", /has a NUL character in line 2/],
  ["SELECT 'M\uFFFDller'", /has U\+FFFD in line 1, which a program wrote in place of/],
  ["SELECT '\uD83D'", /has half of a character in line 1/],
] as const)("what is no SQL is named with its line: %j", ([sql, message]) => {
  const [first] = problemsOf(sql);
  expect(first?.[0]).toBe("not_sql");
  expect(first?.[1]).toMatch(message);
});

test("each thing is told once, in order of line", () => {
  const dump = `\\restrict x\n${up}\nCOPY a FROM stdin;\n1\t\\N\n\\.\n\\unrestrict x\n`;
  expect(problemsOf(dump).map(([, message]) => /has (\S+)/.exec(message)?.[1])).toEqual([
    "\\restrict",
    "COPY",
  ]);
  expect(problemsOf("SELECT\u00A01,\u00A02;\nSELECT\u00A03")).toHaveLength(1);
});

test.for([
  `CREATE TABLE größe (名前 TEXT, café_1 INT, "a\u00A0b" INT)`,
  `INSERT INTO a VALUES ('\u201Cx\u201D\u00A0\u200B\\n', E'\\n', $$\\d \u2018$$)`,
  "CREATE TABLE \u{1F986} (id INT)",
  "SET client_encoding = 'UTF8'; SET NAMES utf8; SET client_encoding TO DEFAULT",
  "SELECT t.id, 1.5, .5, x.y.z FROM t",
  `COPY a FROM 'stdin.csv'; COPY a TO STDOUT; COPY (SELECT 1 FROM stdin) TO 'x'; SELECT a.copy FROM stdin a`,
])("letters of any script are SQL, and in quotes anything is: %j", (sql) => {
  expect(problemsOf(sql)).toEqual([]);
});

test("an applied file never changes, and so is not refused for how it is written", () => {
  const contents = `-- Migrate: people\n${up}\n-- Down\nSELECT\u00A01`;
  const history = [recorded("001_a", contents)];
  const all = files({ "001_a.sql": contents });
  expect(plan(all, history, { engine: "duckdb" })).toMatchObject({ state: "current" });
  expect(plan(all, [], { engine: "duckdb" }).problems).toHaveLength(3);
});

test.for([
  ["002_b.SQL", /; name it 002_b\.sql$/],
  ["002-b.sql", /; name it 002_b\.sql$/],
  ["2_b.sql", /; name it 002_b\.sql$/],
  [" 002_b.sql", /; name it 002_b\.sql$/],
  ["002_b.sql ", /; name it 002_b\.sql$/],
  ["002_b.sql.txt", /; name it 002_b\.sql$/],
  ["002_AddUsers.postgres.sql", /; name it 002_addusers\.postgres\.sql$/],
  ["002 add users.sql", /; name it 002_add_users\.sql$/],
  ["002_b (1).sql", /; name it 002_b_1\.sql$/],
  ["V2__add_users.sql", /a file of Flyway; name it 002_add_users\.sql$/],
  ["U2__add_users.sql", /an undo file of Flyway, and there is no down$/],
  ["R__views.sql", /a repeatable file of Flyway/],
  ["002_b.up.sql", /the up file of golang-migrate, sqlx and others; name it 002_b\.sql$/],
  ["002_b.down.sql", /the down file of golang-migrate, sqlx and others, and there is no down$/],
  ["002_b.do.sql", /Postgrator; name it 002_b\.sql$/],
  ["002_b.undo.sql", /undoes another, and there is no down$/],
  ["add_users.sql", /must be named like 001_lower_snake\.sql or 001_lower_snake\.duckdb\.sql$/],
] as const)("the name %j is refused with the right one", ([file, message]) => {
  const [first, ...others] = problemsOf("SELECT 1", file);
  expect(first?.[0]).toBe("bad_name");
  expect(first?.[1]).toMatch(message);
  expect(others).toEqual([]);
});
