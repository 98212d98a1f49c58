import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inTransaction, openDatabase, type OpenDatabaseOptions } from "../src/index.ts";
import { createPostgres, engine } from "./empty-database.ts";
import { endlessNumber, endlessRows } from "./endless.ts";

interface Tables {
  notes: { id: number };
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "handsfree-closing-"));
});
afterAll(() => rm(directory, { recursive: true }));

let target: OpenDatabaseOptions;
let files = 0;
beforeEach(async () => {
  target =
    engine === "duckdb"
      ? { path: join(directory, `${++files}.db`) }
      : { url: await createPostgres() };
  const db = await open();
  await sql`create table notes (id int primary key)`.execute(db);
  await db.destroy();
});

const open = async (closeTimeLimit = 5_000): Promise<Kysely<Tables>> => {
  const db = await openDatabase({ ...target, closeTimeLimit });
  return db as unknown as Kysely<Tables>;
};

/** The ids that are stored. Opened the other way, the file must have been let go of. */
async function stored(): Promise<number[]> {
  const db = (await openDatabase({ ...target, readOnly: true })) as unknown as Kysely<Tables>;
  const rows = await db.selectFrom("notes").select("id").orderBy("id").execute();
  await db.destroy();
  return rows.map(({ id }) => id);
}

const never = (): Promise<never> => Promise.withResolvers<never>().promise;
const insert = (db: Kysely<Tables>, id: number): Promise<unknown> =>
  db.insertInto("notes").values({ id }).execute();
const endless = (db: Kysely<Tables>): AsyncIterableIterator<{ i: number }> =>
  db.selectFrom(endlessRows().as("rows")).select("i").stream(10);

test("what is under way is finished", async () => {
  const db = await open();
  const begun = Promise.withResolvers<void>();
  const transaction = db.transaction().execute(async (trx) => {
    await insert(trx, 1);
    begun.resolve();
    await sql`select 1`.execute(trx);
    await insert(trx, 2);
  });
  await begun.promise;
  const writes = [
    ...[3, 4].map((id) => insert(db, id)),
    ...[5, 6].map((id) => inTransaction(db, (trx) => insert(trx, id))),
  ];
  const stream = endless(db);
  await stream.next();
  // Until the writes have their connections or their places in the queue.
  await new Promise((resolve) => setImmediate(resolve));
  const closed = db.destroy();
  for (let more = 0; more < 1000; more++) await stream.next();
  await stream.return?.();
  await Promise.all([transaction, ...writes, closed]);
  expect(await stored()).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a stream that nobody reads on is ended", async () => {
  const db = await open(200);
  const stream = endless(db);
  await stream.next();
  await db.destroy();
  expect(await stored()).toEqual([]);
  const rest = async (): Promise<void> => {
    for (let more = 0; more < 20; more++) await stream.next();
  };
  await expect(rest()).rejects.toMatchObject({ code: "database_closed" });
});

test("streams that are read on are ended", async () => {
  const db = await open(200);
  const reading = Array.from({ length: 4 }, async () => {
    for await (const { i } of endless(db)) if (i < 0) break;
  });
  const outcomes = Promise.allSettled(reading);
  await setTimeout(100);
  await db.destroy();
  for (const outcome of await outcomes) {
    expect(outcome).toMatchObject({ reason: { code: "database_closed" } });
  }
  expect(await stored()).toEqual([]);
});

test.for(["read write", "read only"] as const)(
  "a %s transaction whose callback never ends is rolled back",
  async (access) => {
    const db = await open(200);
    const begun = Promise.withResolvers<void>();
    void db
      .transaction()
      .setAccessMode(access)
      .execute(async (trx) => {
        await (access === "read only"
          ? trx.selectFrom("notes").select("id").execute()
          : insert(trx, 1));
        begun.resolve();
        await never();
      });
    await begun.promise;
    await db.destroy();
    expect(await stored()).toEqual([]);
  },
);

test("a unit whose callback never ends is rolled back, and its caller told", async () => {
  const db = await open(200);
  const begun = Promise.withResolvers<void>();
  const unit = inTransaction(db, async (trx) => {
    await insert(trx, 1);
    begun.resolve();
    await (engine === "duckdb" ? never() : trx.selectNoFrom(endlessNumber().as("n")).execute());
  });
  const told = unit.catch((error: unknown) => error);
  await begun.promise;
  await db.destroy();
  expect(await told).toMatchObject({ code: "database_closed" });
  expect(await stored()).toEqual([]);
});

test("a statement of a transaction that was ended fails, and does not run", async () => {
  const db = await open(200);
  const begun = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const transaction = db.transaction().execute(async (trx) => {
    begun.resolve();
    await closed.promise;
    await insert(trx, 1);
  });
  const told = transaction.catch((error: unknown) => error);
  await begun.promise;
  await db.destroy();
  closed.resolve();
  expect(await told).toMatchObject({ code: "database_closed" });
  expect(await stored()).toEqual([]);
});

test("queries that take too long are ended, and those that wait for them never run", async () => {
  const db = await open(200);
  const slow = [
    ...Array.from({ length: 12 }, () => db.selectNoFrom(endlessNumber().as("n")).execute()),
    sql`insert into notes select cast(n as int) from (select ${endlessNumber()} as n) s`.execute(
      db,
    ),
    ...Array.from({ length: 12 }, (_, id) => insert(db, id)),
  ];
  const outcomes = Promise.allSettled<unknown>(slow);
  await setTimeout(100);
  await db.destroy();
  const refused = (await outcomes).filter(({ status }) => status === "rejected");
  expect(refused.length).toBeGreaterThanOrEqual(13);
  for (const outcome of refused) {
    expect(outcome).toMatchObject({ reason: { code: "database_closed" } });
  }
  expect(await stored()).toHaveLength(25 - refused.length);
});

test("whenever it is closed, what was told to be written is there, and nothing that was refused", async () => {
  let id = 0;
  const written: number[] = [];
  for (let round = 0; round < 20; round++) {
    const db = await open(1);
    const write = (n: number): Promise<unknown> => {
      if (n % 3 === 0) return insert(db, n);
      const work = (trx: Kysely<Tables>): Promise<unknown> => insert(trx, n);
      return n % 3 === 1 ? inTransaction(db, work) : db.transaction().execute(work);
    };
    const writers = Array.from({ length: 12 }, async () => {
      for (;;) {
        const n = id++;
        try {
          await write(n);
        } catch {
          return;
        }
        written.push(n);
      }
    });
    await setTimeout(20 + Math.random() * 30);
    await db.destroy();
    await Promise.all(writers);
  }
  expect(await stored()).toEqual(written.toSorted((a, b) => a - b));
});

test("a database that was never used lets go too", async () => {
  const db = await open();
  await db.destroy();
  expect(await stored()).toEqual([]);
});
