import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatabaseLockedError, databasePathFromEnvironment, openDatabase } from "../src/index.ts";

let directory: string;
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), "handsfree-query-")));
});
afterAll(() => rm(directory, { recursive: true }));

test("parent directories are made, and what was written is there when it is opened again", async () => {
  const path = join(directory, "a/b/c.db");
  {
    await using db = await openDatabase({ path });
    await sql`create table things as select 42 as answer`.execute(db);
  }
  await using db = await openDatabase({ path, readOnly: true });
  expect((await sql`select answer from things`.execute(db)).rows).toEqual([{ answer: 42 }]);
  await expect(sql`insert into things values (1)`.execute(db)).rejects.toMatchObject({
    code: "database_read_only",
  });
});

test("one file opened twice in a process is one database", async () => {
  const path = join(directory, "twice.db");
  await using first = await openDatabase({ path });
  await using second = await openDatabase({ path: join(directory, "./twice.db") });
  await sql`create table things (id int)`.execute(first);
  await sql`insert into things values (1)`.execute(second);
  await sql`insert into things values (2)`.execute(first);
  expect((await sql`select id from things order by id`.execute(second)).rows).toHaveLength(2);
});

test("what was opened and never used lets its file go when it is closed", async () => {
  const path = join(directory, "unused.db");
  await (await openDatabase({ path })).destroy();
  await using reading = await openDatabase({ path, readOnly: true });
  expect((await sql`select 1 as one`.execute(reading)).rows).toEqual([{ one: 1 }]);
});

test("a file is open once in a process, even if other code opens it", async () => {
  const path = join(directory, "shared.db");
  {
    await using _ours = await openDatabase({ path });
    await expect(DuckDBInstance.fromCache(path)).rejects.toThrow("already attached");
  }
  const theirs = await DuckDBInstance.fromCache(path);
  await expect(openDatabase({ path })).rejects.toMatchObject({
    code: "database_locked",
    message: expect.stringContaining(path),
  });
  theirs.closeSync();
});

test.for(["memory.db", "Memory", "main.db", "temp.db", "system.duckdb", "a.b.c", "it's.db"])(
  "a file can be named %s",
  async (name) => {
    const path = join(directory, name);
    for (const n of [1, 2]) {
      await using db = await openDatabase({ path });
      await sql`create table if not exists things (n int)`.execute(db);
      await sql`insert into things values (${n})`.execute(db);
      expect((await sql`select count(*) as n from things`.execute(db)).rows).toEqual([{ n }]);
      const [first] = await db.introspection.getTables();
      expect(first).toMatchObject({ name: "things" });
    }
    expect(existsSync(`${path}.wal`)).toBe(false);
  },
);

test("a checkpoint writes at most the last row group of a table again", async () => {
  await using db = await openDatabase({ path: join(directory, "row-groups.db") });
  const blocks = async (): Promise<unknown[]> =>
    (
      await sql`select distinct row_group_id, block_id from pragma_storage_info('things')
        where segment_type = 'VARCHAR' and row_group_id < 2 order by all`.execute(db)
    ).rows;
  await sql`create table things (n int primary key, body text)`.execute(db);
  await sql`insert into things select n, md5(n::text) from range(20000) r(n)`.execute(db);
  await sql`checkpoint`.execute(db);
  const before = await blocks();
  await sql`insert into things values (-1, 'one more')`.execute(db);
  await sql`checkpoint`.execute(db);
  expect(await blocks()).toEqual(before);
  expect(before.length).toBeGreaterThan(1);
});

test("a new file has small blocks, and an existing file keeps its own", async () => {
  const blockSize = async (path: string): Promise<unknown> => {
    await using db = await openDatabase({ path });
    const query = sql<{ size: number }>`select block_size as size from pragma_database_size()
      where database_name = current_database()`;
    return (await query.execute(db)).rows[0]?.size;
  };
  const existing = join(directory, "large-blocks.db");
  const theirs = await DuckDBInstance.fromCache(existing);
  const connection = await theirs.connect();
  await connection.run("create table things (n int)");
  connection.closeSync();
  theirs.closeSync();
  expect(await blockSize(existing)).toBe(256 * 1024);
  expect(await blockSize(join(directory, "small-blocks.db"))).toBe(64 * 1024);
});

test("in-memory databases are apart", async () => {
  await using first = await openDatabase({ path: ":memory:" });
  await using second = await openDatabase({ path: ":memory:" });
  await sql`create table things (id int)`.execute(first);
  await expect(sql`select * from things`.execute(second)).rejects.toMatchObject({
    code: "invalid_query",
  });
});

test("a file held by another process names the process and the way out", async () => {
  const path = join(directory, "held.db");
  const holder = spawn(process.execPath, [
    "--input-type=module",
    "--eval",
    `import { DuckDBInstance } from ${JSON.stringify(import.meta.resolve("@duckdb/node-api"))};
     await DuckDBInstance.create(${JSON.stringify(path)});
     process.stdout.write("held");
     setInterval(() => {}, 1000);`,
  ]);
  await once(holder.stdout, "data");
  const error: unknown = await openDatabase({ path }).catch((reason: unknown) => reason);
  holder.kill("SIGKILL");
  await once(holder, "close");
  expect(error).toBeInstanceOf(DatabaseLockedError);
  expect(error).toMatchObject({ code: "database_locked", path, pid: holder.pid });
  expect((error as Error).message).toMatch(
    /held by process \d+ .*ask it over HTTP.*end the process/,
  );
});

test.for([
  ["", "invalid_input"],
  ["  ", "invalid_input"],
] as const)("the path %j is refused", async ([path, code]) => {
  await expect(openDatabase({ path })).rejects.toMatchObject({ code });
});

test("a missing file is not made when reading only", async () => {
  const path = join(directory, "missing/x.db");
  await expect(openDatabase({ path, readOnly: true })).rejects.toMatchObject({
    code: "database_not_found",
  });
  expect(existsSync(join(directory, "missing"))).toBe(false);
});

test("what is no database is refused and left as it is", async () => {
  const path = join(directory, "note.txt");
  await writeFile(path, "not a database, but long enough to be looked at as one ".repeat(300));
  await expect(openDatabase({ path })).rejects.toMatchObject({ code: "database_unreadable" });
  await expect(openDatabase({ path: join(path, "x.db") })).rejects.toMatchObject({
    code: "database_unreadable",
  });
});

test("the default is one file for the whole workspace", async () => {
  const root = join(directory, "workspace");
  const inner = join(root, "apps/server");
  await mkdir(inner, { recursive: true });
  await writeFile(join(root, "pnpm-workspace.yaml"), "");
  const expected = join(root, "data/handsfree.db");
  expect(databasePathFromEnvironment({}, root)).toBe(expected);
  expect(databasePathFromEnvironment({}, inner)).toBe(expected);
  expect(databasePathFromEnvironment({ DUCKDB_PATH: "x.db" }, inner)).toBe(join(root, "x.db"));
  expect(databasePathFromEnvironment({ DUCKDB_PATH: ":memory:" }, inner)).toBe(":memory:");
  expect(databasePathFromEnvironment({ DUCKDB_PATH: "/x.db" }, inner)).toBe("/x.db");
  expect(() => databasePathFromEnvironment({ DUCKDB_PATH: "" }, inner)).toThrow(
    /DUCKDB_PATH is empty/,
  );
});

test("outside a workspace the default is in the working directory", () => {
  expect(databasePathFromEnvironment({}, "/nowhere")).toBe("/nowhere/data/handsfree.db");
});
