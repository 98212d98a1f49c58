import { type Kysely, sql, type Transaction } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { executeAll, type SharedWork, shareTransaction } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  numbers: { n: number; name: string };
}

let db: Kysely<Tables>;
/** The inputs of each run of the work. */
let runs: number[][];

beforeEach(async () => {
  db = await openEmptyDatabase<Tables>();
  runs = [];
  await sql`create table numbers (n integer primary key, name text not null)`.execute(db);
});

afterEach(() => db.destroy());

const insertAll: SharedWork<Tables, number, string> = {
  bytes: () => 8,
  async run(transaction: Transaction<Tables>, inputs) {
    runs.push([...inputs]);
    await executeAll(
      transaction,
      inputs.map((n) => transaction.insertInto("numbers").values({ n, name: `number ${n}` })),
    );
    return inputs.map((n) => `inserted ${n}`);
  },
};

const stored = async (): Promise<number[]> =>
  (await db.selectFrom("numbers").select("n").orderBy("n").execute()).map(({ n }) => n);

const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

test("callers at once share a few transactions, and each gets its own output", async () => {
  const outputs = await Promise.all(numbersTo(100).map((n) => shareTransaction(db, insertAll, n)));
  expect(outputs).toEqual(numbersTo(100).map((n) => `inserted ${n}`));
  expect(await stored()).toEqual(numbersTo(100));
  expect(runs.length).toBeLessThan(10);
});

test("an error reaches only the caller whose input causes it", async () => {
  await db.insertInto("numbers").values({ n: 7, name: "before" }).execute();
  const outcomes = await Promise.allSettled(
    numbersTo(20).map((n) => shareTransaction(db, insertAll, n)),
  );
  const failed = outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
  expect(failed).toEqual([7]);
  expect(await stored()).toEqual(numbersTo(20));
});

test("in a caller's transaction the work is a part of it", async () => {
  const rolledBack = db.transaction().execute(async (transaction) => {
    expect(await shareTransaction(transaction, insertAll, 1)).toBe("inserted 1");
    throw new Error("the caller changes its mind");
  });
  await expect(rolledBack).rejects.toThrow("the caller changes its mind");
  expect(await stored()).toEqual([]);
});

test("work that swallows an error of a statement is rolled back", async () => {
  const swallowing: SharedWork<Tables, number, string> = {
    bytes: () => 8,
    async run(transaction, inputs) {
      for (const n of inputs) {
        const insert = transaction.insertInto("numbers").values({ n, name: "swallowed" });
        await insert.execute();
        await insert.execute().catch(() => undefined);
      }
      return inputs.map(() => "done");
    },
  };
  await expect(shareTransaction(db, swallowing, 3)).rejects.toMatchObject({
    code: "transaction_aborted",
  });
  expect(await stored()).toEqual([]);
});

test("statements of one shape keep their order and their results", async () => {
  const rows = numbersTo(5).map((n) => ({ n, name: `number ${n}` }));
  const found = await db.transaction().execute(async (transaction) => {
    await executeAll(
      transaction,
      rows.map((row) => transaction.insertInto("numbers").values(row)),
    );
    const updates = [1, 3, 9].map((n) =>
      transaction.updateTable("numbers").set({ name: "changed" }).where("n", "=", n),
    );
    const changed = await executeAll(transaction, updates);
    expect(changed.map(({ numAffectedRows }) => numAffectedRows)).toEqual([1n, 1n, 0n]);
    const lookUps = [3, 9, 0].map((n) =>
      transaction.selectFrom("numbers").select("name").where("n", "=", n),
    );
    return (await executeAll(transaction, lookUps)).map((result) => result.rows);
  });
  expect(found).toEqual([[{ name: "changed" }], [], [{ name: "number 0" }]]);
});
