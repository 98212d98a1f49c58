import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import {
  backupDatabase,
  type DatabaseIncident,
  inTransaction,
  openDatabase,
  restoreDatabase,
} from "../src/index.ts";

interface Tables {
  notes: { id: number };
}

async function openNotes(path: string): Promise<{ db: Kysely<Tables>; kinds: () => string[] }> {
  const incidents: DatabaseIncident[] = [];
  const observer = { onIncident: (incident: DatabaseIncident) => void incidents.push(incident) };
  const db = (await openDatabase({ path, observer })) as unknown as Kysely<Tables>;
  await sql`create table if not exists notes (id int primary key)`.execute(db);
  await sql`checkpoint`.execute(db);
  await sql`insert or ignore into notes values (0)`.execute(db);
  return { db, kinds: () => incidents.map(({ kind }) => kind) };
}

const ids = async (db: Kysely<Tables>): Promise<number[]> =>
  (await db.selectFrom("notes").select("id").orderBy("id").execute()).map(({ id }) => id);

test.for<[string, (path: string) => void]>([
  ["deleted", (path) => rmSync(path)],
  ["moved", (path) => renameSync(path, `${path}.moved`)],
  [
    "replaced",
    (path) => {
      renameSync(path, `${path}.moved`);
      writeFileSync(path, "another file");
    },
  ],
])(
  "a file that is %s under the database: reads go on, nothing is acknowledged any more",
  async ([, take]) => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
    const path = join(directory.path, "notes.db");
    const { db, kinds } = await openNotes(path);
    take(path);
    const gone = {
      code: "database_not_found",
      retryable: false,
      message: expect.stringMatching(/notes\.db was deleted, moved or replaced .* move it back/),
    };
    await expect(db.insertInto("notes").values({ id: 1 }).execute()).rejects.toMatchObject(gone);
    const unit = inTransaction(db, (trx) => trx.insertInto("notes").values({ id: 2 }).execute());
    await expect(unit).rejects.toMatchObject(gone);
    const own = db.transaction().execute((trx) => trx.deleteFrom("notes").execute());
    await expect(own).rejects.toMatchObject(gone);
    expect(await ids(db)).toEqual([0]);
    // Once, however many calls find out.
    expect(kinds()).toEqual(["file_gone"]);
    await db.destroy();
  },
);

test("a file that is deleted while a transaction is open: its commit is not acknowledged", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const path = join(directory.path, "notes.db");
  const { db } = await openNotes(path);
  const open = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1 }).execute();
    rmSync(path);
  });
  await expect(open).rejects.toMatchObject({ code: "database_not_found" });
  await db.destroy();
});

test("a file that is deleted while nothing is written is noticed as well", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const path = join(directory.path, "notes.db");
  const { db, kinds } = await openNotes(path);
  rmSync(path);
  // Later looks may tell more of it.
  await expect.poll(() => kinds()[0], { timeout: 60_000 }).toBe("file_gone");
  await db.destroy();
});

test("a file that is moved back is written again", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const path = join(directory.path, "notes.db");
  const { db, kinds } = await openNotes(path);
  renameSync(path, `${path}.moved`);
  await expect(db.insertInto("notes").values({ id: 1 }).execute()).rejects.toThrow(/move it back/);
  renameSync(`${path}.moved`, path);
  await db.insertInto("notes").values({ id: 2 }).execute();
  expect(kinds()).toEqual(["file_gone", "file_back"]);
  await db.destroy();
  const again = await openNotes(path);
  expect(await ids(again.db)).toEqual([0, 2]);
  await again.db.destroy();
});

test("a log that is deleted is written into the file, and nothing of it is lost", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const path = join(directory.path, "notes.db");
  const { db, kinds } = await openNotes(path);
  await db.insertInto("notes").values({ id: 1 }).execute();
  rmSync(`${path}.wal`);
  await db.insertInto("notes").values({ id: 2 }).execute();
  await expect.poll(kinds, { timeout: 10_000 }).toEqual(["log_gone"]);
  // As a crash would find it.
  await using copy = await openDatabase({ path: copyOf(path) });
  const { rows } = await sql<{ id: number }>`select id from notes order by id`.execute(copy);
  expect(rows.map(({ id }) => id)).toEqual([0, 1, 2]);
  await db.destroy();
});

/** By another process, since reading it in this one would drop DuckDB's lock. */
function copyOf(path: string): string {
  execFileSync("cp", [path, `${path}.copy`]);
  return `${path}.copy`;
}

test("a checkpoint takes the log away, and nothing is said of that", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const path = join(directory.path, "notes.db");
  const { db, kinds } = await openNotes(path);
  await db.insertInto("notes").values({ id: 1 }).execute();
  await sql`checkpoint`.execute(db);
  expect(existsSync(`${path}.wal`)).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(kinds()).toEqual([]);
  await db.destroy();
});

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("the database, each of its logs, a backup and what is restored are their owner's alone", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  chmodSync(directory.path, 0o755);
  const umask = process.umask(0o022);
  try {
    const path = join(directory.path, "notes.db");
    const { db, kinds } = await openNotes(path);
    expect([mode(path), mode(`${path}.wal`)]).toEqual(["600", "600"]);
    await sql`checkpoint`.execute(db);
    await inTransaction(db, (trx) => trx.insertInto("notes").values({ id: 1 }).execute());
    expect([mode(path), mode(`${path}.wal`)]).toEqual(["600", "600"]);
    await db.destroy();
    {
      await using reading = await openDatabase({ path, readOnly: true });
      await backupDatabase(reading, join(directory.path, "backup.db"));
    }
    await restoreDatabase(join(directory.path, "backup.db"), join(directory.path, "restored.db"));
    expect(mode(join(directory.path, "backup.db"))).toBe("600");
    expect(mode(join(directory.path, "restored.db"))).toBe("600");
    expect(kinds()).toEqual([]);
  } finally {
    process.umask(umask);
  }
});

test("a mode that somebody gave the file stays, its log has no more, and that others may read it is told", async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  const path = join(directory.path, "notes.db");
  const umask = process.umask(0o022);
  try {
    await (await openNotes(path)).db.destroy();
    chmodSync(path, 0o640);
    const { db, kinds } = await openNotes(path);
    await db.insertInto("notes").values({ id: 1 }).execute();
    expect([mode(path), mode(`${path}.wal`)]).toEqual(["640", "640"]);
    expect(kinds()).toEqual(["readable_by_others"]);
    await db.destroy();
  } finally {
    process.umask(umask);
  }
});
