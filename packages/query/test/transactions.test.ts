import { expect, test } from "vitest";
import { openCounter } from "./counter.ts";

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

test("a controlled transaction whose commit fails is over, and gives its connection back", async () => {
  await using db = await openCounter({ poolSize: 1 });
  const trx = await db.startTransaction().execute();
  await trx.updateTable("counter").set({ n: 5 }).execute();
  await trx
    .insertInto("counter")
    .values({ id: 1, n: 1 })
    .execute()
    .catch(() => undefined);
  await expect(trx.commit().execute()).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(trx.isRolledBack).toBe(true);
  await trx.rollback().execute();
  await db.updateTable("counter").set({ n: 6 }).execute();
  expect(await db.selectFrom("counter").selectAll().execute()).toEqual([{ id: 1, n: 6 }]);
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

test("reads see every write that was acknowledged, and do not wait for an open transaction", async () => {
  await using db = await openCounter();
  await db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 7 }).execute();
    expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 0 });
  });
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 7 });
});

test("a read-only transaction cannot write", async () => {
  await using db = await openCounter();
  const transaction = db
    .transaction()
    .setAccessMode("read only")
    .execute((trx) => trx.updateTable("counter").set({ n: 1 }).execute());
  await expect(transaction).rejects.toMatchObject({ name: "DatabaseError" });
});

test("a value that is refused before it is sent fails its transaction, too", async () => {
  await using db = await openCounter();
  const transaction = db.transaction().execute(async (trx) => {
    await trx.updateTable("counter").set({ n: 5 }).execute();
    await trx
      .updateTable("counter")
      .set({ n: {} as number })
      .execute()
      .catch(() => undefined);
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await db.selectFrom("counter").select("n").executeTakeFirst()).toEqual({ n: 0 });
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
  const after = db.selectFrom("counter").selectAll().execute();
  await expect(after).rejects.toMatchObject({ code: "database_closed" });
});
