import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { changeAndRecord, type Executor, inTransaction, notify, subscribe } from "../src/index.ts";
import { type Counter, openCounter } from "./counter.ts";

let db: Kysely<Counter>;
/** What the reading connections saw each time that the listener was called. */
let seen: Promise<number | undefined>[];
let stop: () => void;

beforeEach(async () => {
  db = await openCounter();
  seen = [];
  stop = subscribe(db, "counted", () => seen.push(read()));
});
afterEach(() => db.destroy());

async function read(): Promise<number | undefined> {
  return (await db.selectFrom("counter").select("n").executeTakeFirst())?.n;
}

async function count(on: Executor<Counter>, n: number): Promise<void> {
  await changeAndRecord(on, on.updateTable("counter").set({ n }).where("id", "=", 1), []);
  await notify(on, "counted");
}

test("outside a transaction it is told at once, and by then it can be read", async () => {
  await count(db, 1);
  expect(await Promise.all(seen)).toEqual([1]);
});

test.for(["Kysely's", "ours"])(
  "in a transaction of %s it is told after the commit",
  async (whose) => {
    const work = async (transaction: Executor<Counter>): Promise<void> => {
      await count(transaction, 2);
      await notify(transaction, "counted");
      expect(seen).toEqual([]);
    };
    await (whose === "ours" ? inTransaction(db, work) : db.transaction().execute(work));
    expect(await Promise.all(seen)).toEqual([2, 2]);
  },
);

test("units that share a commit are told of when it is durable, and those of a failed one never", async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) =>
      inTransaction(db, async (transaction) => {
        await count(transaction, 3);
        if (i % 2 === 1) throw new Error("changed my mind");
      }),
    ),
  );
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(10);
  expect(await Promise.all(seen)).toEqual(Array<number>(10).fill(3));
});

test("nothing is told of what was rolled back, also when the next on its connection commits", async () => {
  await db.connection().execute(async (connection) => {
    const failing = connection.transaction().execute(async (transaction) => {
      await count(transaction, 4);
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await connection
      .transaction()
      .execute((transaction) => transaction.updateTable("counter").set({ n: 5 }).execute());
  });
  expect(seen).toEqual([]);
});

test("a commit that does not keep its transaction tells nothing", async () => {
  const aborted = db.transaction().execute(async (transaction) => {
    await count(transaction, 6);
    await transaction
      .insertInto("counter")
      .values({ id: 1, n: 1 })
      .execute()
      .catch(() => undefined);
  });
  await expect(aborted).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(seen).toEqual([]);
});

test("a subscriber whose subscription ended, or is of another topic or database, is not called", async () => {
  await using other = await openCounter();
  await notify(other, "counted");
  await notify(db, "something else");
  stop();
  stop();
  await notify(db, "counted");
  expect(seen).toEqual([]);
});

test("one function that listens twice is called twice, and each ends for itself", async () => {
  stop();
  let calls = 0;
  const listener = (): void => void calls++;
  const ends = [subscribe(db, "counted", listener), subscribe(db, "counted", listener)];
  await notify(db.withSchema("main"), "counted");
  expect(calls).toBe(2);
  ends[0]?.();
  await notify(db, "counted");
  expect(calls).toBe(3);
});
