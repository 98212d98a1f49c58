import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

async function openCounter(): Promise<Kysely<{ counter: { id: number; n: number } }>> {
  const db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<{
    counter: { id: number; n: number };
  }>;
  await sql`create table counter (id int primary key, n int)`.execute(db);
  await db.insertInto("counter").values({ id: 1, n: 0 }).execute();
  return db;
}

test("a transaction with a swallowed error does not commit", async () => {
  await using db = await openCounter();
  const transaction = db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 5 }).execute();
    await trx
      .insertInto("counter")
      .values({ id: 1, n: 1 })
      .execute()
      .catch(() => undefined);
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await db.selectFrom("counter").selectAll().execute()).toEqual([{ id: 1, n: 0 }]);
});

test("a callback that throws rolls back, and the writer goes on", async () => {
  await using db = await openCounter();
  const transaction = db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 5 }).execute();
    throw new Error("changed my mind");
  });
  await expect(transaction).rejects.toThrow("changed my mind");
  await db.updateTable("counter").set({ n: 1 }).execute();
  expect(await db.selectFrom("counter").selectAll().execute()).toEqual([{ id: 1, n: 1 }]);
});

test("200 concurrent transactions on one row neither conflict nor lose an update", async () => {
  await using db = await openCounter();
  await Promise.all(
    Array.from({ length: 200 }, () =>
      db.transaction().execute(async (trx) => {
        const { n } = await trx.selectFrom("counter").select("n").executeTakeFirstOrThrow();
        await trx
          .updateTable("counter")
          .set({ n: n + 1 })
          .execute();
      }),
    ),
  );
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 200 });
});

test("reads see every write that was acknowledged, and do not wait for an open transaction", async () => {
  await using db = await openCounter();
  await db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 7 }).execute();
    expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 0 });
  });
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 7 });
});

test("an isolation level that DuckDB does not have is refused", async () => {
  await using db = await openCounter();
  const transaction = db
    .transaction()
    .setIsolationLevel("serializable")
    .execute(async () => undefined);
  await expect(transaction).rejects.toThrow(/snapshot isolation only/);
});

test("a read-only transaction cannot write", async () => {
  await using db = await openCounter();
  const transaction = db
    .transaction()
    .setAccessMode("read only")
    .execute((trx) => trx.updateTable("counter").set({ n: 1 }).execute());
  await expect(transaction).rejects.toMatchObject({ name: "DatabaseError" });
});

test("closing waits for what is running, and then refuses", async () => {
  const db = await openCounter();
  const writes = Array.from({ length: 20 }, () =>
    db.updateTable("counter").set({ n: 1 }).execute(),
  );
  await db.selectFrom("counter").selectAll().execute();
  await db.destroy();
  const results = await Promise.allSettled(writes);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  await expect(db.selectFrom("counter").selectAll().execute()).rejects.toThrow(/destroyed/);
});
