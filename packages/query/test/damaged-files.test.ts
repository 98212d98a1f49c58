import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DatabaseIncident, openDatabase } from "../src/index.ts";

interface Tables {
  notes: { id: number; body: string };
}

/** In the file, and in the log alone: each of these is a commit of its own. */
const inFile = 20_000;
const inLog = 22;

let directory: Awaited<ReturnType<typeof mkdtempDisposable>>;
beforeAll(async () => {
  directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const entry = fileURLToPath(new URL("damaged-files/write-and-die.ts", import.meta.url));
  const args = ["--conditions=@handsfree/source", entry, original(), `${inFile}`, `${inLog}`];
  const { signal, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (signal !== "SIGKILL" || stdout !== "written\n") throw new Error("the database was not made");
});
afterAll(() => directory[Symbol.asyncDispose]());

const original = (): string => join(directory.path, "original.db");

/** A copy of the database as the crash left it, its log beside it. */
function copy(name: string): string {
  const path = join(directory.path, `${name}.db`);
  copyFileSync(original(), path);
  copyFileSync(`${original()}.wal`, `${path}.wal`);
  return path;
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(path, bytes);
}

async function open(path: string): Promise<{ db: Kysely<Tables>; incidents: DatabaseIncident[] }> {
  const incidents: DatabaseIncident[] = [];
  const observer = { onIncident: (incident: DatabaseIncident) => void incidents.push(incident) };
  return { db: (await openDatabase({ path, observer })) as unknown as Kysely<Tables>, incidents };
}

async function countNotes(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from notes`.execute(db);
  return rows[0]?.n ?? 0;
}

test("what a crash leaves is whole, and nothing is said of it", async () => {
  const { db, incidents } = await open(copy("whole"));
  expect(await countNotes(db)).toBe(inFile + inLog);
  expect(incidents).toEqual([]);
  await db.destroy();
});

const size = (path: string): number => readFileSync(path).length;

test.for<[string, (path: string) => void, RegExp]>([
  ["a file cut in half", (path) => truncateSync(path, size(path) / 2), /ends before byte \d+/],
  [
    "a file cut in half whose log is gone",
    (path) => {
      truncateSync(path, size(path) / 2);
      truncateSync(`${path}.wal`, 0);
    },
    /ends before byte \d+/,
  ],
  [
    "a file cut within its first header",
    (path) => truncateSync(path, 100),
    /ends before byte 4096/,
  ],
  [
    "a file that is empty",
    (path) => truncateSync(path, 0),
    /cannot be opened as a DuckDB database/,
  ],
  ["a flipped byte of the main header", (path) => flip(path, 20), /block at byte 0 is not what/],
  ["a flipped byte of a database header", (path) => flip(path, 4106), /block at byte 4096 is not/],
  ["a flipped byte of the log", (path) => flip(`${path}.wal`, 100), /\.wal: .*entry at byte 60 is/],
  [
    "zeros after the log",
    (path) => appendFileSync(`${path}.wal`, Buffer.alloc(4096)),
    /\.wal: .*entry at byte \d+ is not what/,
  ],
])("%s is named with the file, the place and the way out", async ([name, damage, text]) => {
  const path = copy(name.replaceAll(" ", "-"));
  damage(path);
  const error: unknown = await openDatabase({ path }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "database_unreadable", retryable: false });
  const { message } = error as Error;
  expect(message).toMatch(text);
  expect(message).toContain(path);
  expect(message).toMatch(/keep the file .* restore a backup/);
  expect(message).not.toMatch(/Error:|checksum/);
});

/** A position in a full block of the last row group, which the next checkpoint writes again. */
async function blockOfLastRowGroup(path: string): Promise<number> {
  await using db = await openDatabase({ path, readOnly: true });
  const { rows } = await sql<{ block: number }>`
    select block_id as block from pragma_storage_info('notes')
    where column_name = 'body' and segment_type = 'VARCHAR' and block_id >= 0
    order by row_group_id desc, segment_id limit 1`.execute(db);
  const [headers, blockSize] = [3 * 4096, 64 * 1024];
  return headers + (rows[0]?.block ?? 0) * blockSize + 50_000;
}

test("a flipped block fails what reads it and nothing else, and ends for good what must write it", async () => {
  const path = copy("flipped-block");
  flip(path, await blockOfLastRowGroup(path));
  const { db, incidents } = await open(path);
  const damaged = {
    code: "database_unreadable",
    retryable: false,
    message: expect.stringMatching(/flipped-block\.db: .* block at byte \d+ is not .* restore/),
  };
  await expect(sql`select sum(length(body)) from notes`.execute(db)).rejects.toMatchObject(damaged);
  expect(await countNotes(db)).toBe(inFile + inLog);
  await db.insertInto("notes").values({ id: -1, body: "still" }).execute();
  expect(incidents).toEqual([]);

  await expect(sql`checkpoint`.execute(db)).rejects.toMatchObject(damaged);
  await expect.poll(() => incidents.map(({ kind }) => kind)).toEqual(["stopped", "unusable"]);
  for (let call = 0; call < 3; call++) {
    await expect(countNotes(db)).rejects.toMatchObject(damaged);
  }
  // Opened again and again it would fail again and again.
  expect(incidents).toHaveLength(2);
  await db.destroy();
});

test.for<[string, (log: string) => void, number, Partial<DatabaseIncident>]>([
  ["cut in half", (log) => truncateSync(log, size(log) / 2), 10, { severity: "warning" }],
  ["cut within its first entry", (log) => truncateSync(log, 5), 0, { severity: "warning" }],
  ["that is no log", (log) => writeFileSync(log, "x".repeat(500)), 0, { severity: "warning" }],
  ["whose sizes are wrong", (log) => flip(log, 10), 0, { severity: "error" }],
  [
    "with the start of another entry",
    (log) => appendFileSync(log, Buffer.from("3600000000000000809db9e01088704d64001a", "hex")),
    inLog,
    { severity: "warning" },
  ],
])("a log %s: how much of it was ignored is told", async ([, damage, kept, incident]) => {
  const path = copy(`log-${kept}-${Math.random()}`);
  const whole = size(`${path}.wal`);
  damage(`${path}.wal`);
  const { db, incidents } = await open(path);
  expect(await countNotes(db)).toBe(inFile + kept);
  await db.destroy();
  expect(incidents).toEqual([{ kind: "log_ignored", message: expect.any(String), ...incident }]);
  const { message = "" } = incidents[0] ?? {};
  expect(message).toMatch(/\.db\.wal: \d+ of its \d+ bytes, from byte \d+ on, .* were ignored/);
  // After the eight bytes of the version each commit is as long as any other here.
  const commit = (whole - 8) / inLog;
  const [, from] = /from byte (\d+)/.exec(message) ?? [];
  expect([0, 8, 8 + commit * kept]).toContain(Number(from));
});
