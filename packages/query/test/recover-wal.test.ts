import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "handsfree-wal-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Runs the statements and dies before a checkpoint, so that the next open must replay them all. */
async function runAndDie(path: string, statements: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `import { DuckDBInstance } from ${JSON.stringify(import.meta.resolve("@duckdb/node-api"))};
     const connection = await (await DuckDBInstance.create(${JSON.stringify(path)})).connect();
     for (const statement of ${JSON.stringify(statements)}) await connection.run(statement);
     process.kill(process.pid, "SIGKILL");`,
  ]);
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  expect(signal).toBe("SIGKILL");
}

const table = "CREATE TABLE t (id INT PRIMARY KEY, at_ TIMESTAMPTZ DEFAULT now(), n TEXT)";

test.for([
  ["adding a column", [table, "ALTER TABLE t ADD COLUMN flag BOOLEAN DEFAULT true"]],
  ["changing a default", [table, "ALTER TABLE t ALTER COLUMN at_ SET DEFAULT current_timestamp"]],
  ["changing a type", [table, "ALTER TABLE t ALTER COLUMN n TYPE INT"]],
  [
    "a rebuild after an update",
    [
      table,
      "INSERT INTO t (id) VALUES (1)",
      `BEGIN; UPDATE t SET n = 'x';
       CREATE TABLE t_new (id INT PRIMARY KEY, at_ TIMESTAMPTZ DEFAULT now(), n TEXT);
       INSERT INTO t_new SELECT * FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t; COMMIT`,
      "DELETE FROM t",
    ],
  ],
  ["dropping an index", [table, "CREATE INDEX i ON t (n)", "DROP INDEX i"]],
] as const)("a crash after %s loses nothing", async ([, statements]) => {
  const path = join(directory, "it's a.test.db");
  await runAndDie(path, [...statements, "INSERT INTO t (id) VALUES (7)"]);
  for (const readOnly of [false, true]) {
    await using db = await openDatabase({ path, readOnly });
    expect((await sql`select id from t`.execute(db)).rows).toEqual([{ id: 7 }]);
  }
});
