import { readFile } from "node:fs/promises";
import { type Kysely, sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { openDatabase, type OpenDatabaseOptions } from "../src/index.ts";
import { endlessNumber, endlessRows } from "./endless.ts";

interface Tables {
  notes: { id: number };
}

let db: Kysely<Tables>;
afterEach(() => db.destroy());

async function open(options: OpenDatabaseOptions = {}): Promise<void> {
  db = (await openDatabase({ path: ":memory:", ...options })) as unknown as Kysely<Tables>;
  await sql`create table notes (id int primary key)`.execute(db);
}

const insert = (id: number, signal?: AbortSignal): Promise<unknown> =>
  db.insertInto("notes").values({ id }).execute({ signal });
const ids = async (): Promise<number[]> =>
  (await db.selectFrom("notes").select("id").orderBy("id").execute()).map(({ id }) => id);
const endless = (signal: AbortSignal): Promise<unknown> =>
  db.selectNoFrom(endlessNumber().as("n")).execute({ signal });

/** Holds the writer until it is told to go on. */
async function holdWriter(): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const transaction = db.transaction().execute(async () => {
    held.resolve();
    await goOn.promise;
  });
  await held.promise;
  return async () => {
    goOn.resolve();
    await transaction;
  };
}

test("a write that waits is taken out of the queue, and leaves its place to another", async () => {
  await open({ writeQueueLimit: 1 });
  const letGo = await holdWriter();
  const controller = new AbortController();
  const waiting = insert(1, controller.signal);
  const told = waiting.catch((error: unknown) => error);
  await expect(insert(2)).rejects.toMatchObject({ code: "overloaded" });
  controller.abort();
  expect(await told).toMatchObject({ code: "query_cancelled" });
  const next = insert(3);
  await letGo();
  await next;
  expect(await ids()).toEqual([3]);
});

test("a transaction that waits for its turn is cancelled without having it", async () => {
  await open();
  const letGo = await holdWriter();
  let begun = false;
  const waiting = db.connection().execute(
    (connection) =>
      connection.transaction().execute(async () => {
        begun = true;
      }),
    { signal: AbortSignal.timeout(50) },
  );
  await expect(waiting).rejects.toMatchObject({ code: "query_timed_out" });
  await letGo();
  await insert(1);
  expect(begun).toBe(false);
});

test("a write that has begun is written, and told as it is", async () => {
  await open();
  const controller = new AbortController();
  let ended = false;
  const write = db
    .insertInto("notes")
    .columns(["id"])
    .expression(
      db.selectNoFrom(
        sql<number>`(select cast(count(*) % 7 as int) from range(12000) a, range(12000) b
            where (a.range * b.range) % 7 = 3)`.as("id"),
      ),
    )
    .execute({ signal: controller.signal })
    .finally(() => (ended = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ended).toBe(false);
  controller.abort();
  await write;
  expect(await ids()).toHaveLength(1);
});

test("a read that is cancelled while it waits never runs", async () => {
  await open();
  await sql`create sequence runs`.execute(db);
  const readers = new AbortController();
  const busy = Promise.allSettled(Array.from({ length: 4 }, () => endless(readers.signal)));
  const next = (signal?: AbortSignal): Promise<unknown> =>
    db.selectNoFrom(sql<number>`nextval('runs')`.as("n")).executeTakeFirst({ signal });
  const signal = AbortSignal.timeout(50);
  await expect(Promise.all([next(signal), next(signal)])).rejects.toMatchObject({
    code: "query_timed_out",
  });
  readers.abort();
  await busy;
  expect(await next()).toEqual({ n: 1 });
});

test("more streams than may be open at a time all come to their end", async () => {
  await open();
  await sql`insert into notes select range from range(3000)`.execute(db);
  const counts = await Promise.all(
    Array.from({ length: 50 }, async (_, stream) => {
      let rows = 0;
      for await (const { id } of db.selectFrom("notes").select("id").orderBy("id").stream(500)) {
        rows += id === rows ? 1 : 0;
        if (stream % 5 === 0 && rows === 1500) break;
      }
      return rows;
    }),
  );
  expect(counts).toEqual(Array.from({ length: 50 }, (_, n) => (n % 5 === 0 ? 1500 : 3000)));
});

test("a stream that waits for others to end is cancelled while it waits", async () => {
  await open();
  const streams = Array.from({ length: 16 }, () =>
    db.selectFrom(endlessRows().as("rows")).select("i").stream(10),
  );
  await Promise.all(streams.map((stream) => stream.next()));
  const waiting = db
    .selectFrom("notes")
    .select("id")
    .stream({ signal: AbortSignal.timeout(50) });
  await expect(waiting.next()).rejects.toMatchObject({ code: "query_timed_out" });
  await streams[0]?.return?.();
  for await (const row of db.selectFrom("notes").select("id").stream()) expect(row).toBeUndefined();
  for (const stream of streams) await stream.return?.();
});

test("however many slow queries, streams and transactions are under way, files can be read", async () => {
  await open();
  const controller = new AbortController();
  const { signal } = controller;
  const many = { length: 8 };
  const slowStream = async (): Promise<void> => {
    await db.selectNoFrom(endlessNumber().as("n")).stream({ signal }).next();
  };
  const slowTransaction = (): Promise<unknown> =>
    db.connection().execute(
      (connection) =>
        connection
          .transaction()
          .setAccessMode("read only")
          .execute((trx) => trx.selectNoFrom(endlessNumber().as("n")).execute()),
      { signal },
    );
  const ended: unknown[] = [];
  const underWay = Promise.all(
    [
      ...Array.from(many, () => endless(signal)),
      ...Array.from(many, slowStream),
      ...Array.from(many, slowTransaction),
      sql`select ${endlessNumber()} as n`.execute(db, { signal }),
    ].map((one) => one.catch((error: unknown) => ended.push(error))),
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (let file = 0; file < 50; file++) {
    expect(await readFile(import.meta.filename, "utf8")).toContain("files can be read");
  }
  expect(ended).toEqual([]);
  controller.abort();
  await underWay;
  expect(ended).toHaveLength(25);
  expect(await ids()).toEqual([]);
});

test.for(["read write", "read only"] as const)(
  "a %s transaction whose statement takes too long is rolled back in time",
  async (access) => {
    await open({ transactionTimeLimit: 200 });
    const transaction = db
      .transaction()
      .setAccessMode(access)
      .execute((trx) => trx.selectNoFrom(endlessNumber().as("n")).execute());
    const next = insert(1);
    await expect(transaction).rejects.toMatchObject({ code: "transaction_timed_out" });
    await next;
    expect(await ids()).toEqual([1]);
  },
);

test.for(["transactionTimeLimit", "streamTimeLimit", "closeTimeLimit"] as const)(
  "a %s that no timer can wait is refused",
  async (field) => {
    await open();
    for (const limit of [0, -5, 0.5, Number.POSITIVE_INFINITY, 2 ** 31]) {
      await expect(openDatabase({ path: ":memory:", [field]: limit })).rejects.toMatchObject({
        code: "invalid_input",
        field,
      });
    }
  },
);

test.for([0, -1, 1.5])("%d rows at a time are refused", async (chunkSize) => {
  await open();
  const stream = db.selectFrom("notes").select("id").stream(chunkSize);
  await expect(stream.next()).rejects.toMatchObject({ code: "invalid_input", field: "chunkSize" });
});
