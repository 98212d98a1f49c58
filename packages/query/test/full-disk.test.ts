import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { HandsFreeError, inTransaction, openDatabase } from "../src/index.ts";
import { mountSmallDisk } from "./full-disk/small-disk.ts";

interface Tables {
  notes: { id: number; body: string };
  audit: { id: number };
}

/** Ten megabytes are left for the log, and more than that again when room is made. */
const takenMegabytes = 14;
const callers = 20;

async function openNotes(directory: string): Promise<Kysely<Tables>> {
  const path = join(directory, "notes.db");
  const db = (await openDatabase({ path })) as unknown as Kysely<Tables>;
  // So that the log, and not a checkpoint at a moment of the engine's choice, fills the disk.
  await sql`set checkpoint_threshold = '1GB'`.execute(db);
  await sql`create table if not exists notes (id int primary key, body text)`.execute(db);
  await sql`create table if not exists audit (id int primary key)`.execute(db);
  return db;
}

/** Half of the callers write rows, half write units of two rows, until each was refused three times. */
async function fill(
  db: Kysely<Tables>,
): Promise<{ acknowledged: Set<number>; errors: HandsFreeError[] }> {
  const acknowledged = new Set<number>();
  const errors: HandsFreeError[] = [];
  let next = 0;
  const write = async (isUnit: boolean): Promise<void> => {
    const id = next++;
    const note = { id, body: `${id}:${Math.random()}`.repeat(150) };
    if (isUnit) {
      await inTransaction(db, async (trx) => {
        await trx.insertInto("notes").values(note).execute();
        await trx.insertInto("audit").values({ id }).execute();
      });
    } else {
      await db.insertInto("notes").values(note).execute();
    }
    acknowledged.add(id);
  };
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      for (let refused = 0; refused < 3;) {
        try {
          await write(caller % 2 === 0);
        } catch (error) {
          refused++;
          errors.push(error as HandsFreeError);
        }
      }
    }),
  );
  return { acknowledged, errors };
}

function expectClear(error: unknown): void {
  expect(error).toBeInstanceOf(HandsFreeError);
  expect((error as HandsFreeError).code).toMatch(/^(?:out_of_resources|database_failed)$/);
  expect((error as HandsFreeError).message).not.toMatch(/notes\.db|No space left|Error:|FATAL/);
}

async function expectAll(db: Kysely<Tables>, acknowledged: ReadonlySet<number>): Promise<void> {
  const notes = await db.selectFrom("notes").select(["id", "body"]).execute();
  const there = new Set(notes.map(({ id }) => id));
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
  expect(notes.filter(({ id, body }) => !body.startsWith(`${id}:`))).toEqual([]);
  const audit = await db.selectFrom("audit").select("id").execute();
  expect(audit.filter(({ id }) => !there.has(id))).toEqual([]);
}

test("a log that fills the disk: clear errors, nothing lost, and work goes on when there is room", async (context) => {
  using disk = mountSmallDisk(takenMegabytes);
  if (disk === undefined) {
    context.skip();
    return;
  }
  let db = await openNotes(disk.path);
  const { acknowledged, errors } = await fill(db);
  expect(acknowledged.size).toBeGreaterThan(100);
  for (const error of errors) {
    expectClear(error);
    expect(error).toMatchObject({ code: "out_of_resources", retryable: true });
  }
  // DuckDB takes back the commit that it could not write, and needs no reopening.
  await expectAll(db, acknowledged);
  disk.makeRoom();
  await db.insertInto("notes").values({ id: -1, body: "-1:" }).execute();
  await inTransaction(db, (trx) => trx.insertInto("audit").values({ id: -1 }).execute());
  await db.destroy();
  db = await openNotes(disk.path);
  await expectAll(db, acknowledged.add(-1));
  await db.destroy();
});

test("a checkpoint on a full disk: clear errors, and nothing lost when it is opened again", async (context) => {
  using disk = mountSmallDisk(takenMegabytes);
  if (disk === undefined) {
    context.skip();
    return;
  }
  let db = await openNotes(disk.path);
  const { acknowledged } = await fill(db);
  // DuckDB does not survive it: every later call on this instance fails with what failed first.
  expectClear(await sql`checkpoint`.execute(db).catch((error: unknown) => error));
  disk.makeRoom();
  await db.destroy().catch(expectClear);
  db = await openNotes(disk.path);
  await expectAll(db, acknowledged);
  await db.insertInto("notes").values({ id: -1, body: "-1:" }).execute();
  await sql`checkpoint`.execute(db);
  await expectAll(db, acknowledged.add(-1));
  await db.destroy();
});

// Only opening the file again helps, so "make room and try again" would be the wrong word.
test("after a failed checkpoint the database recovers, or says that it stopped", async (context) => {
  using disk = mountSmallDisk(takenMegabytes);
  if (disk === undefined) {
    context.skip();
    return;
  }
  const db = await openNotes(disk.path);
  await fill(db);
  await sql`checkpoint`.execute(db).catch(expectClear);
  disk.makeRoom();
  try {
    const told: unknown = await db
      .insertInto("notes")
      .values({ id: -1, body: "-1:" })
      .execute()
      .then(() => "recovered")
      .catch((error: unknown) => error);
    const stopped = { code: "database_failed", retryable: false };
    expect(["recovered", expect.objectContaining(stopped)]).toContainEqual(told);
  } finally {
    await db.destroy().catch(expectClear);
  }
});
