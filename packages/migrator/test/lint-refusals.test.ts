import { expect, test } from "vitest";
import { splitStatements } from "../src/sql/split-statements.ts";
import { useLint } from "./lint-databases.ts";
import { openEmpty, refusal, runAll } from "./sql-engines.ts";

const lint = useLint();

/** Whether the lint says that DuckDB refuses the second file, after the first. */
async function isFound(setup: string, file: string): Promise<boolean> {
  const { findings } = await lint([
    { file: "001_setup.duckdb.sql", sql: setup, engines: ["duckdb"] },
    { file: "002_change.duckdb.sql", sql: file, engines: ["duckdb"] },
  ]);
  return findings.some(
    ({ file: name, rule }) => name === "002_change.duckdb.sql" && rule === "duckdb-refuses",
  );
}

/** Whether DuckDB refuses it, in one transaction as a migration has. */
async function isRefused(setup: string, file: string): Promise<boolean> {
  await using db = await openEmpty();
  await runAll(
    db,
    splitStatements(setup).map(({ text }) => text),
  );
  return (await refusal(db, `BEGIN; ${file}; COMMIT`)) !== undefined;
}

const plain = "CREATE TABLE t (a INT, b INT, c INT); INSERT INTO t VALUES (1, 1, 1), (2, 2, 2)";
const setups = {
  plain,
  "an index": `${plain}; CREATE INDEX i ON t (b)`,
  "a primary key": plain.replace("b INT", "b INT PRIMARY KEY"),
  "a unique key": plain.replace("b INT", "b INT UNIQUE"),
  "a key of the table": plain.replace("c INT", "c INT, UNIQUE (a, b)"),
  "a CHECK": plain.replace("b INT", "b INT CHECK (b > 0)"),
  "a CHECK of the table": plain.replace("c INT", "c INT, CHECK (b > a - 1)"),
  "a foreign key to it": `${plain.replace("a INT", "a INT PRIMARY KEY")}; CREATE TABLE u (a INT REFERENCES t (a))`,
  "a foreign key of it": `CREATE TABLE u (a INT PRIMARY KEY); INSERT INTO u VALUES (1), (2); ${plain.replace("a INT", "a INT REFERENCES u (a)")}`,
  "a foreign key of its last column": `CREATE TABLE u (a INT PRIMARY KEY); INSERT INTO u VALUES (1), (2); ${plain.replace("c INT", "c INT REFERENCES u (a)")}`,
  "a key and a CHECK of its first column": plain.replace("a INT", "a INT UNIQUE CHECK (a > 0)"),
};
const alterations = [
  "ADD COLUMN d INT",
  "ADD COLUMN d INT DEFAULT 1",
  "DROP COLUMN a",
  "DROP COLUMN b",
  "DROP COLUMN c",
  "RENAME COLUMN b TO d",
  "RENAME COLUMN c TO d",
  "RENAME TO w",
  "ALTER COLUMN b TYPE BIGINT",
  "ALTER COLUMN c SET DATA TYPE BIGINT",
  "ALTER COLUMN b SET NOT NULL",
  "ALTER COLUMN c SET NOT NULL",
  "ALTER COLUMN b SET DEFAULT 5",
];

test.for(
  Object.entries(setups).flatMap(([name, setup]) =>
    alterations.map((alteration) => [name, `ALTER TABLE t ${alteration}`, setup] as const),
  ),
)("of a table with %s: DuckDB and the lint agree on %s", async ([, file, setup]) => {
  expect(await isFound(setup, file)).toBe(await isRefused(setup, file));
});

const after = [
  ...alterations.map((alteration) => `ALTER TABLE t ${alteration}`),
  "ALTER TABLE t ADD PRIMARY KEY (c)",
  "CREATE INDEX j ON t (b)",
  "CREATE INDEX j ON t (c)",
  "DROP TABLE t",
];
const changes = [
  "UPDATE t SET b = 3 WHERE a = 1",
  "DELETE FROM t WHERE a = 1",
  "INSERT INTO t VALUES (3, 3, 3)",
];

test.for(changes.flatMap((change) => after.map((statement) => [change, statement] as const)))(
  "after %s: DuckDB and the lint agree on %s",
  async ([change, statement]) => {
    const file = `${change}; ${statement}`;
    expect(await isFound(plain, file)).toBe(await isRefused(plain, file));
  },
);

test.for([
  "DROP INDEX i; ALTER TABLE t DROP COLUMN c; CREATE INDEX i ON t (b)",
  "DROP INDEX i; ALTER TABLE t RENAME TO w; CREATE INDEX i ON w (b)",
  "CREATE TABLE n (a INT, b INT); INSERT INTO n SELECT a, b FROM t; UPDATE n SET b = 4; DROP TABLE t; ALTER TABLE n RENAME TO t; CREATE INDEX i ON t (b)",
  "CREATE TABLE n (a INT, b INT); CREATE INDEX k ON n (b); ALTER TABLE n RENAME TO m",
  "ALTER TABLE t ADD COLUMN d INT; UPDATE t SET d = b",
])("on an indexed table: DuckDB and the lint agree on %s", async (file) => {
  expect(await isFound(setups["an index"], file)).toBe(await isRefused(setups["an index"], file));
});

test("a table that a foreign key is to is not dropped, and its like is after the other", async () => {
  const setup = setups["a foreign key to it"];
  expect(await isRefused(setup, "DROP TABLE t")).toBe(true);
  expect(await isFound(setup, "DROP TABLE t")).toBe(true);
  expect(await isFound(setup, "DROP TABLE u; DROP TABLE t")).toBe(false);
});

test("the commit fails only where rows were changed, so an empty table tells nothing", async () => {
  const empty = "CREATE TABLE t (a INT, b INT, c INT)";
  const file = "UPDATE t SET b = 3; ALTER TABLE t ADD COLUMN d INT";
  expect(await isRefused(empty, file)).toBe(false);
  expect(await isRefused(plain, file)).toBe(true);
  expect(await isFound(empty, file)).toBe(true);
});
