import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type FileSilence, readLintConfig } from "../src/index.ts";
import { brief, useLint } from "./lint-databases.ts";

const run = useLint();

/** A table is there before. */
const setup = { file: "000_a.sql", sql: "CREATE TABLE t (a INT)", engines: ["duckdb"] as const };

async function lint(sql: string, silences: readonly FileSilence[] = []): Promise<string[]> {
  const file = { file: "001_a.sql", sql, engines: ["duckdb"] as const };
  return brief(await run([setup, file], { silences }));
}

const allow = "-- lint: allow drop-table because nobody reads it";

test.for([
  `DROP TABLE t ${allow}`,
  `DROP TABLE t; ${allow}`,
  `${allow}\nDROP TABLE t;`,
  `${allow}\r\nDROP TABLE t;\r\n`,
  `SELECT 1;\n${allow}\n-- and more to say\nDROP TABLE t`,
  `${allow}\n-- lint: allow cascade because its views go, too\nDROP TABLE t CASCADE`,
  `${allow}\n/* of old */ DROP TABLE t`,
  `--lint:allow drop-table because\tnobody reads it\nDROP TABLE t`,
  "-- lint: allow cascade because b\nDROP TABLE t CASCADE -- lint: allow drop-table because a",
])("%j is silenced", async (sql) => {
  expect(await lint(sql)).toEqual([]);
});

test.for<[sql: string, findings: string[]]>([
  ["DROP TABLE t -- lint: allow drop-table", ["drop-table:1", "silence-without-reason:1"]],
  ["DROP TABLE t -- lint: allow drop-table because ", ["drop-table:1", "silence-without-reason:1"]],
  [
    "DROP TABLE t -- lint: allow drop-tables because a",
    ["drop-table:1", "silence-of-unknown-rule:1"],
  ],
  ["DROP TABLE t -- lint: ignore drop-table", ["drop-table:1", "silence-of-unknown-rule:1"]],
  ["DROP TABLE t -- lint: allow toString because a", ["drop-table:1", "silence-of-unknown-rule:1"]],
  [`SELECT 1 ${allow}`, ["silence-of-nothing:1"]],
  [`${allow}\nSELECT 1;\nDROP TABLE t`, ["silence-of-nothing:1", "drop-table:3"]],
  [`DROP TABLE t;\n${allow}`, ["drop-table:1", "silence-of-nothing:2"]],
  [`SELECT '${allow}';\nDROP TABLE t`, ["drop-table:2"]],
  [`/* ${allow} */ DROP TABLE t`, ["drop-table:1"]],
  [
    "DROP TABLE t -- lint: allow silence-of-nothing because a",
    ["drop-table:1", "silence-of-unknown-rule:1"],
  ],
])("%j has findings", async ([sql, findings]) => {
  expect(await lint(sql)).toEqual(findings);
});

test("lint.json silences lines of files that are released", async () => {
  const because = "it was empty when this was released";
  const right = { file: "001_a.sql", line: 2, rule: "drop-table", because };
  const sql = "SELECT 1;\nDROP TABLE t";
  expect(await lint(sql, [right])).toEqual([]);
  expect(await lint(sql, [{ ...right, line: 1 }])).toEqual([
    "silence-of-nothing:1",
    "drop-table:2",
  ]);
  expect(await lint(sql, [right, { ...right, rule: "cascades" }])).toEqual([
    "silence-of-unknown-rule:2",
  ]);
  expect(await lint(sql, [right, { ...right, file: "002_b.sql" }])).toEqual([
    "silence-of-nothing:2",
  ]);
});

test("of files that are not looked at, no silence is missed", async () => {
  const files = ["001_a.sql", "002_b.sql"].map((file) => ({
    file,
    sql: `CREATE TABLE t${file.slice(0, 3)} (a INT) ${allow}`,
    engines: ["duckdb"] as const,
  }));
  const silences = [{ file: "001_a.sql", line: 1, rule: "drop-table", because: "so" }];
  const only = (file: string): boolean => file === "002_b.sql";
  const { findings } = await run(files, { silences, only });
  expect(findings.map(({ file }) => file)).toEqual(["002_b.sql"]);
});

test("lint.json is read, and what is wrong in it is named", async () => {
  const directory = await mkdtemp(join(tmpdir(), "handsfree-lint-"));
  try {
    expect(await readLintConfig(directory)).toEqual([]);
    const write = (text: string): Promise<void> => writeFile(join(directory, "lint.json"), text);
    const entry = { file: "001_a.sql", line: 2, rule: "drop-table", because: "so" };
    await write(JSON.stringify({ allow: [entry] }));
    expect(await readLintConfig(directory)).toEqual([entry]);
    await write("{");
    await expect(readLintConfig(directory)).rejects.toThrow("lint.json must be JSON");
    await write("[]");
    await expect(readLintConfig(directory)).rejects.toThrow('lint.json must have a list "allow"');
    await write(JSON.stringify({ allow: [entry, null, { ...entry, line: 0, because: " " }] }));
    await expect(readLintConfig(directory)).rejects.toThrow(
      "lint.json: allow[1] must be an object; lint.json: allow[2].because must be a text that is not empty; lint.json: allow[2].line must be a whole number from 1",
    );
  } finally {
    await rm(directory, { recursive: true });
  }
});

test("a file is looked at for the engines that its name says, after those with lower numbers", async () => {
  const files = [
    { file: "010_c.sql", sql: "DROP TABLE a" },
    { file: "002_b.postgres.sql", sql: "ALTER TABLE a ADD COLUMN c JSONB" },
    { file: "002_b.duckdb.sql", sql: "ALTER TABLE a ADD COLUMN c JSONB" },
    { file: "001_a.sql", sql: "CREATE TABLE a (b INT); SELECT '{}'::jsonb" },
  ];
  const { findings } = await run(files);
  expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
    "001_a.sql single-engine-sql",
    "002_b.duckdb.sql duckdb-refuses",
    "010_c.sql drop-table",
  ]);
});
