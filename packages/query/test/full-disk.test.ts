import { readdirSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import {
  backupDatabase,
  type DatabaseIncident,
  type DatabaseObserver,
  HandsFreeError,
  inTransaction,
  openDatabase,
} from "../src/index.ts";
import { mountSmallDisk } from "./full-disk/small-disk.ts";

interface Tables {
  notes: { id: number; body: string };
  audit: { id: number };
}

/** Ten megabytes are left for the log, and more than that again when room is made. */
const takenMegabytes = 14;
const callers = 20;

async function openNotes(
  directory: string,
  observer: DatabaseObserver = {},
): Promise<Kysely<Tables>> {
  const path = join(directory, "notes.db");
  const db = (await openDatabase({ path, observer })) as unknown as Kysely<Tables>;
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
  expect((error as HandsFreeError).message).toMatch(/^\/\S*notes\.db(?:\.wal)?: the disk is full/);
  expect((error as HandsFreeError).message).not.toMatch(/No space left|Error:|FATAL/);
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
  // DuckDB does not survive it.
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

test("a checkpoint that meets a full disk ends nothing for long: reads go on on the full disk, writes when there is room", async (context) => {
  using disk = mountSmallDisk(takenMegabytes);
  if (disk === undefined) {
    context.skip();
    return;
  }
  const incidents: DatabaseIncident[] = [];
  const db = await openNotes(disk.path, { onIncident: (incident) => incidents.push(incident) });
  const { acknowledged } = await fill(db);
  const failed: unknown = await sql`checkpoint`.execute(db).catch((error: unknown) => error);
  expectClear(failed);
  // What was under way may have been kept, so nothing says that it can be done again.
  expect(failed).toMatchObject({ code: "database_failed", retryable: false });

  // What comes while it is opened again is not done, and may be tried again.
  const meanwhile: unknown = await db
    .insertInto("notes")
    .values({ id: -1, body: "-1:" })
    .execute()
    .catch((error: unknown) => error);
  expectClear(meanwhile);
  expect(meanwhile).toMatchObject({ code: "out_of_resources", retryable: true });

  // Though the disk is still full.
  await expect
    .poll(() => expectAll(db, acknowledged).then(() => "all"), { timeout: 15_000 })
    .toBe("all");
  const small = await db
    .insertInto("notes")
    .values({ id: -2, body: `-2:${"x".repeat(100_000)}` })
    .execute()
    .catch((error: unknown) => error);
  expectClear(small);
  await expectAll(db, acknowledged);

  disk.makeRoom();
  await db.insertInto("notes").values({ id: -1, body: "-1:" }).execute();
  await inTransaction(db, (trx) => trx.insertInto("audit").values({ id: -1 }).execute());
  await sql`checkpoint`.execute(db);
  await expectAll(db, acknowledged.add(-1));
  expect(incidents.map(({ kind }) => kind)).toEqual(["stopped", "reopened"]);
  await db.destroy();
});

test("a database that is made or opened on a full disk names the disk, and leaves nothing half made", async (context) => {
  using disk = mountSmallDisk(takenMegabytes);
  if (disk === undefined) {
    context.skip();
    return;
  }
  disk.fillUp();
  const path = join(disk.path, "new.db");
  await expect(openDatabase({ path })).rejects.toMatchObject({
    code: "out_of_resources",
    message: `${path}: the disk is full; make room and try again`,
  });
  disk.makeRoom();
  await using db = await openDatabase({ path });
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test("a backup onto a full disk names that disk, and the database goes on", async (context) => {
  using disk = mountSmallDisk(takenMegabytes);
  if (disk === undefined) {
    context.skip();
    return;
  }
  await using directory = await mkdtempDisposable(join(tmpdir(), "handsfree-query-"));
  await using db = await openNotes(directory.path);
  await sql`insert into notes select i, string_agg(md5(random()::text), '') from range(300) r(i), range(4000) group by i`.execute(
    db,
  );
  disk.fillUp();
  const failed: unknown = await backupDatabase(db, join(disk.path, "copy.db")).catch(
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({
    message: expect.stringMatching(/\/copy\.db\S*: the disk is full/),
  });
  expect(readdirSync(disk.path)).toEqual(["ballast"]);
  await expect
    .poll(() =>
      db
        .insertInto("audit")
        .values({ id: 1 })
        .execute()
        .then(() => "written", String),
    )
    .toBe("written");
});
