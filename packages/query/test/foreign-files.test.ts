import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

let directory: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeAll(async () => {
  directory = await mkdtempDisposable(join(tmpdir(), "handsfree-foreign-"));
});
afterAll(() => directory[Symbol.asyncDispose]());

async function copyTo(path: string): Promise<void> {
  await using db = await openDatabase({ path: ":memory:" });
  await sql.raw(`copy (select 1 as id) to '${path}'`).execute(db);
}

test.for<[name: string, make: (path: string) => unknown, kind: RegExp]>([
  ["lite.db", (path) => sqliteAt(path), /a SQLite database/],
  ["rows.parquet", copyTo, /a Parquet file/],
  ["rows.csv", copyTo, /a text file/],
  ["rows.json", copyTo, /a JSON file/],
  ["folder.db", mkdir, /a directory/],
  [
    "custom.dump",
    (path) => writeFile(path, `PGDMP\x01\x10${"\0".repeat(9000)}`),
    /a PostgreSQL dump/,
  ],
  [
    "plain.sql",
    (path) => writeFile(path, "--\n-- PostgreSQL database dump\n--\n"),
    /a PostgreSQL dump/,
  ],
  ["packed.db", (path) => writeFile(path, gzipSync("x".repeat(9000))), /compressed with gzip/],
])("%s is named as what it is, and left as it is", async ([name, make, kind]) => {
  const path = join(directory.path, name);
  await make(path);
  const before = await readFile(path).catch(() => undefined);
  for (const readOnly of [false, true]) {
    const error: unknown = await openDatabase({ path, readOnly }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "database_unreadable", retryable: false });
    expect((error as Error).message).toMatch(kind);
    expect((error as Error).message).toContain(path);
  }
  expect(await readFile(path).catch(() => undefined)).toEqual(before);
});

function sqliteAt(path: string): void {
  const database = new DatabaseSync(path);
  database.exec("create table notes (id int)");
  database.close();
}

test("a statement that needs an extension says so", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  const path = join(directory.path, "attached.db");
  sqliteAt(path);
  await expect(sql.raw(`attach '${path}' as lite`).execute(db)).rejects.toMatchObject({
    code: "invalid_query",
    message: expect.stringContaining("extension"),
  });
});
