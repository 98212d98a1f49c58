import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { backupDatabase, openDatabase } from "../src/index.ts";
import { everything } from "./backup/everything.ts";

let folder: string;
let live: string;
let copy: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "handsfree-backup-")));
  live = join(folder, "live.db");
  copy = join(folder, "copy.db");
});
afterEach(() => rm(folder, { recursive: true }));

async function make(path: string, statements: string): Promise<void> {
  await using db = await openDatabase({ path });
  await sql.raw(statements).execute(db);
}

/** The names of the attached files. */
async function attached(db: Awaited<ReturnType<typeof openDatabase>>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select database_name as name from duckdb_databases() where path is not null`.execute(db);
  return rows.map(({ name }) => name);
}

async function read(path: string, query: string): Promise<unknown[]> {
  await using db = await openDatabase({ path, readOnly: true });
  return (await sql.raw(query).execute(db)).rows;
}

test("all that a database can hold is in the copy, works there, and is there without a log", async () => {
  await make(live, everything);
  {
    await using db = await openDatabase({ path: live });
    const { tables, rows, bytes, path } = await backupDatabase(db, copy);
    expect({ tables, rows, path }).toEqual({ tables: 4, rows: 10, path: copy });
    expect(bytes).toBe(statSync(copy).size);
    // What else is attached is of no concern to the next one.
    expect(await attached(db)).toEqual(["live"]);
  }
  expect(readdirSync(folder).toSorted()).toEqual(["copy.db", "live.db"]);
  expect(statSync(copy).mode & 0o777).toBe(0o600);

  for (const [catalog, text] of [
    ["duckdb_tables()", "sql"],
    ["duckdb_indexes()", "sql"],
    ["duckdb_views() where not internal", "sql"],
    ["duckdb_sequences()", "sql"],
    ["duckdb_constraints()", "constraint_text"],
    [
      "duckdb_columns() where not internal",
      "concat(table_name, column_name, column_default, comment)",
    ],
  ]) {
    const query = `select ${text} as text from ${catalog} order by all`;
    const [original, copied] = await Promise.all([read(live, query), read(copy, query)]);
    expect(copied.length).toBeGreaterThan(0);
    expect(copied).toEqual(original);
  }
  for (const table of ["zz_parent", "aa_child", "vals", "other.t", "a_view"]) {
    const query = `select CAST(columns(*) AS TEXT) from ${table}`;
    expect(await read(copy, query)).toEqual(await read(live, query));
  }

  await using db = await openDatabase({ path: copy });
  const { rows } =
    await sql`insert into aa_child (a, b) values (4, 2) returning id, plus_one(a) as five`.execute(
      db,
    );
  expect(rows).toEqual([{ id: 11, five: 5 }]);
  for (const [statement, code] of [
    [`insert into zz_parent (a, b) values (4, 2)`, "duplicate_key"],
    [`insert into zz_parent (a, b, "odd ""name""") values (9, 1, 'é')`, "duplicate_key"],
    [`insert into zz_parent (a, b) values (20, 11)`, "constraint_violation"],
    [`insert into aa_child (a, b) values (7, 7)`, "constraint_violation"],
    [`insert into aa_child (a) values (NULL)`, "constraint_violation"],
    [`insert into aa_child (id, a) values (5, 4)`, "duplicate_key"],
  ] as const) {
    const error: unknown = await sql
      .raw(statement)
      .execute(db)
      .catch((reason: unknown) => reason);
    expect({ statement, error }).toMatchObject({ statement, error: { code } });
  }
});

test("a database in memory, and one that is open for reading only, can be copied", async () => {
  await make(live, everything);
  await using reading = await openDatabase({ path: live, readOnly: true });
  expect(await backupDatabase(reading, copy)).toMatchObject({ rows: 10 });
  await using memory = await openDatabase({ path: ":memory:" });
  await sql.raw(everything).execute(memory);
  expect(await backupDatabase(memory, join(folder, "memory.db"))).toMatchObject({ rows: 10 });
});

test("two at once are both whole", async () => {
  await make(live, everything);
  await using db = await openDatabase({ path: live });
  const results = await Promise.allSettled([
    backupDatabase(db, copy),
    backupDatabase(db, join(folder, "second.db")),
    backupDatabase(db, join(folder, "second.db")),
  ]);
  expect(results.map(({ status }) => status).toSorted()).toEqual([
    "fulfilled",
    "fulfilled",
    "rejected",
  ]);
  expect(readdirSync(folder).toSorted()).toEqual(["copy.db", "live.db", "second.db"]);
});

test("rows that reference their own table are refused by name, and nothing is left", async () => {
  await make(
    live,
    `CREATE TABLE tree (id INT PRIMARY KEY, parent INT REFERENCES tree (id));
     INSERT INTO tree VALUES (1, NULL); INSERT INTO tree VALUES (2, 1);`,
  );
  await using db = await openDatabase({ path: live });
  await expect(backupDatabase(db, copy)).rejects.toMatchObject({
    code: "constraint_violation",
    message: "table tree cannot be copied: a constraint refused the row",
  });
  expect(readdirSync(folder).toSorted()).toEqual(["live.db"]);
  expect(await attached(db)).toEqual(["live"]);
});

test("a file that is there stays, unless it may be overwritten and nobody uses it", async () => {
  await make(live, "CREATE TABLE t AS SELECT 1 AS n");
  await make(copy, "CREATE TABLE older (n INT)");
  await chmod(copy, 0o640);
  await using db = await openDatabase({ path: live });
  await expect(backupDatabase(db, copy)).rejects.toMatchObject({
    code: "invalid_input",
    message: `file is there already (${copy}); give another name, or overwrite it (--force)`,
  });
  await expect(backupDatabase(db, live, { overwrite: true })).rejects.toMatchObject({
    code: "database_locked",
  });
  const text = join(folder, "text.txt");
  await writeFile(text, "hello");
  await expect(backupDatabase(db, text, { overwrite: true })).rejects.toMatchObject({
    code: "database_unreadable",
    message: expect.stringContaining("so it is not replaced") as string,
  });
  expect(await readFile(text, "utf8")).toBe("hello");
  {
    await using _used = await openDatabase({ path: copy });
    await expect(backupDatabase(db, copy, { overwrite: true })).rejects.toMatchObject({
      code: "database_locked",
    });
  }
  expect(await read(copy, "select * from older")).toEqual([]);

  await backupDatabase(db, copy, { overwrite: true });
  expect(await read(copy, "select n from t")).toEqual([{ n: 1 }]);
  expect(statSync(copy).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).toSorted()).toEqual(["copy.db", "live.db", "text.txt"]);
});

test("a database that another process has open is not overwritten", async () => {
  await make(live, "CREATE TABLE t AS SELECT 1 AS n");
  const holder = spawn(process.execPath, [
    "--conditions=@handsfree/source",
    "--input-type=module",
    "--eval",
    `import { openDatabase } from ${JSON.stringify(import.meta.resolve("../src/index.ts"))};
     await openDatabase({ path: ${JSON.stringify(copy)} });
     process.stdout.write("held");
     setInterval(() => {}, 1000);`,
  ]);
  await once(holder.stdout, "data");
  try {
    await using db = await openDatabase({ path: live });
    await expect(backupDatabase(db, copy, { overwrite: true })).rejects.toMatchObject({
      code: "database_locked",
      message: expect.stringContaining(`held by process ${holder.pid}`) as string,
    });
  } finally {
    holder.kill("SIGKILL");
    await once(holder, "close");
  }
});

test("a folder that is not there, a blank name, and a log without its database are told", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  await expect(backupDatabase(db, join(folder, "absent", "x.db"))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringMatching(/^file is in a folder that cannot be used .*ENOENT/) as string,
  });
  await expect(backupDatabase(db, " ")).rejects.toMatchObject({ code: "invalid_input" });
  await mkdir(join(folder, "sub"));
  await writeFile(join(folder, "sub", "x.db.wal"), "");
  await expect(backupDatabase(db, join(folder, "sub", "x.db"))).rejects.toMatchObject({
    code: "database_locked",
  });
  expect(readdirSync(join(folder, "sub"))).toEqual(["x.db.wal"]);
});
