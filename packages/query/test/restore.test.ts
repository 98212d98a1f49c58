import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { chmod, link, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, restoreDatabase } from "../src/index.ts";
import { everything } from "./backup/everything.ts";

let folder: string;
let backup: string;
let path: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "handsfree-restore-")));
  backup = join(folder, "backup.db");
  path = join(folder, "data.db");
  await using db = await openDatabase({ path: backup });
  await sql.raw(everything).execute(db);
});
afterEach(() => rm(folder, { recursive: true }));

async function read(file: string, query: string): Promise<unknown[]> {
  await using db = await openDatabase({ path: file, readOnly: true });
  return (await sql.raw(query).execute(db)).rows;
}

/** As a process leaves it that is killed: what it wrote last is in the log. */
function makeWithLog(file: string, statements: string): void {
  const { status, signal, stderr } = spawnSync(process.execPath, [
    "--conditions=@handsfree/source",
    "--input-type=module",
    "--eval",
    `import { openDatabase } from ${JSON.stringify(import.meta.resolve("../src/index.ts"))};
     const db = await openDatabase({ path: ${JSON.stringify(file)} });
     await db.executeQuery({ sql: ${JSON.stringify(statements)}, parameters: [], query: { kind: "RawNode" } });
     process.kill(process.pid, "SIGKILL");`,
  ]);
  expect({ status, signal, stderr: String(stderr) }).toEqual({
    status: null,
    signal: "SIGKILL",
    stderr: "",
  });
  expect(existsSync(`${file}.wal`)).toBe(true);
}

test("makes the database and its folders, and leaves the backup as it is", async () => {
  const before = await readFile(backup);
  const made = join(folder, "a", "b", "data.db");
  expect(await restoreDatabase(backup, made)).toMatchObject({ path: made, tables: 4, rows: 10 });
  expect(await read(made, "select id from aa_child")).toEqual([{ id: 5 }, { id: 7 }, { id: 9 }]);
  expect(readdirSync(join(folder, "a", "b"))).toEqual(["data.db"]);
  expect(before.equals(await readFile(backup))).toBe(true);
});

test("a database that is there stays, unless it may be overwritten: then its log goes with it", async () => {
  makeWithLog(path, "create table older as select 1 as n");
  await chmod(path, 0o640);
  await expect(restoreDatabase(backup, path)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("is there already") as string,
  });
  expect(existsSync(`${path}.wal`)).toBe(true);
  expect(await read(path, "select n from older")).toEqual([{ n: 1 }]);

  await restoreDatabase(backup, path, { overwrite: true });
  expect(await read(path, "select table_name as name from duckdb_tables() order by 1")).toEqual([
    { name: "aa_child" },
    { name: "t" },
    { name: "vals" },
    { name: "zz_parent" },
  ]);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).toSorted()).toEqual(["backup.db", "data.db"]);
});

test("what is in the backup's own log is restored as well", async () => {
  const logged = join(folder, "logged.db");
  makeWithLog(logged, "create table late as select 1 as n");
  await restoreDatabase(logged, path);
  expect(await read(path, "select n from late")).toEqual([{ n: 1 }]);
});

test("a backup that is refused, or is none, changes nothing", async () => {
  await using db = await openDatabase({ path });
  await sql`create table older as select 1 as n`.execute(db);
  await db.destroy();
  const options = { overwrite: true };
  const refuse = (): Promise<never> => Promise.reject(new Error("not ours"));
  await expect(restoreDatabase(backup, path, { ...options, verify: refuse })).rejects.toThrow(
    "not ours",
  );
  await expect(restoreDatabase(join(folder, "absent.db"), path, options)).rejects.toMatchObject({
    code: "database_not_found",
  });
  const text = join(folder, "text.db");
  await writeFile(text, "hello");
  await expect(restoreDatabase(text, path, options)).rejects.toMatchObject({
    code: "database_unreadable",
  });
  // Half of a file has its header, and so opens.
  const half = join(folder, "half.db");
  const whole = await readFile(backup);
  await writeFile(half, whole.subarray(0, whole.length / 2));
  await expect(restoreDatabase(half, path, options)).rejects.toMatchObject({
    code: expect.stringMatching(/^database_|^query_failed$/) as string,
  });
  expect(await read(path, "select n from older")).toEqual([{ n: 1 }]);
  expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
});

test("the database itself is no backup of it, by whatever name, nor is one in use overwritten", async () => {
  await expect(restoreDatabase(backup, backup, { overwrite: true })).rejects.toMatchObject({
    code: "invalid_input",
    message: "file is the database itself; give a backup of it",
  });
  const alias = join(folder, "alias.db");
  await link(backup, alias);
  await expect(restoreDatabase(alias, backup, { overwrite: true })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await using used = await openDatabase({ path });
  await sql`create table older as select 1 as n`.execute(used);
  await expect(restoreDatabase(backup, path, { overwrite: true })).rejects.toMatchObject({
    code: "database_locked",
  });
  expect((await sql`select n from older`.execute(used)).rows).toEqual([{ n: 1 }]);
});

test("one that cannot be read is not thrown away, and a log without its database not applied", async () => {
  await writeFile(path, "damaged");
  await expect(restoreDatabase(backup, path, { overwrite: true })).rejects.toMatchObject({
    code: "database_unreadable",
    message: expect.stringContaining(`move it and ${path}.wal away`) as string,
  });
  expect(await readFile(path, "utf8")).toBe("damaged");
  await rm(path);
  await writeFile(`${path}.wal`, "");
  await expect(restoreDatabase(backup, path, { overwrite: true })).rejects.toMatchObject({
    code: "database_locked",
    message: expect.stringContaining("move the log away") as string,
  });
  expect(existsSync(path)).toBe(false);
});
