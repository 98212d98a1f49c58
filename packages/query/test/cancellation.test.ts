import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inTransaction, withCancellation } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";
import { endlessNumber } from "./endless.ts";

interface Tables {
  notes: { id: number; body: string };
}

let db: Kysely<Tables>;
beforeEach(async () => {
  db = await openEmptyDatabase<Tables>({ poolSize: 3 });
  await sql`create table notes (id int primary key, body text)`.execute(db);
});
afterEach(() => db.destroy());

const endless = (): Promise<unknown> => db.selectNoFrom(endlessNumber().as("n")).execute();
const insert = (id: number): Promise<unknown> =>
  db.insertInto("notes").values({ id, body: "b" }).execute();
const ids = async (): Promise<number[]> =>
  (await db.selectFrom("notes").select("id").orderBy("id").execute()).map(({ id }) => id);

test("queries end when their time is over, and their connections are as good as before", async () => {
  const queries = Array.from({ length: 6 }, () => withCancellation({ timeout: 100 }, endless));
  for (const { status, ...rest } of await Promise.allSettled(queries)) {
    expect(status).toBe("rejected");
    expect(rest).toMatchObject({ reason: { code: "query_timed_out", retryable: true } });
  }
  expect(await Promise.all(Array.from({ length: 6 }, () => ids()))).toEqual(
    Array.from({ length: 6 }, () => []),
  );
});

test("a query ends when its signal is aborted, be it running or waiting", async () => {
  const controller = new AbortController();
  const queries = Array.from({ length: 6 }, () =>
    withCancellation({ signal: controller.signal }, endless),
  );
  const reason = new Error("the caller left");
  await setTimeout(100);
  controller.abort(reason);
  for (const outcome of await Promise.allSettled(queries)) {
    expect(outcome).toMatchObject({
      reason: { code: "query_cancelled", cause: reason, retryable: false },
    });
  }
  expect(await ids()).toEqual([]);
});

test("a cancellation is not lost, however soon after the call it comes", async () => {
  for (let steps = 0; steps < 40; steps++) {
    const controller = new AbortController();
    const query = withCancellation({ signal: controller.signal }, endless);
    const told = query.catch((error: unknown) => error);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    controller.abort();
    expect(await told).toMatchObject({ code: "query_cancelled" });
  }
});

test("a signal that is a time-out counts as one", async () => {
  const query = withCancellation({ signal: AbortSignal.timeout(50) }, endless);
  await expect(query).rejects.toMatchObject({ code: "query_timed_out" });
});

test("a query that only its text tells to be a read ends too", async () => {
  const query = withCancellation({ timeout: 100 }, () =>
    sql`select ${endlessNumber()} as n`.execute(db),
  );
  await expect(query).rejects.toMatchObject({ code: "query_timed_out" });
  await insert(1);
});

test("what is cancelled before it begins does nothing", async () => {
  const signal = AbortSignal.abort();
  for (const work of [
    () => insert(1),
    () => ids(),
    () => db.transaction().execute((trx) => trx.deleteFrom("notes").execute()),
    () => inTransaction(db, (trx) => trx.deleteFrom("notes").execute()),
  ]) {
    await expect(withCancellation<Promise<unknown>>({ signal }, work)).rejects.toMatchObject({
      code: "query_cancelled",
    });
  }
  expect(await ids()).toEqual([]);
});

test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
  "a time-out of %d is refused",
  (timeout) => {
    expect(() => withCancellation({ timeout }, ids)).toThrow(/timeout is .* from 1 to 2147483647/);
  },
);

test("the first of nested cancellations to end ends the work", async () => {
  const outer = withCancellation({ timeout: 50 }, () =>
    withCancellation({ timeout: 60_000 }, endless),
  );
  await expect(outer).rejects.toMatchObject({ code: "query_timed_out" });
  const inner = withCancellation({ timeout: 60_000 }, async () => {
    await expect(withCancellation({ timeout: 50 }, endless)).rejects.toMatchObject({
      code: "query_timed_out",
    });
    return ids();
  });
  expect(await inner).toEqual([]);
});

test("a transaction with a statement that is cancelled keeps nothing, even if the error is caught", async () => {
  const transaction = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1, body: "b" }).execute();
    const query = withCancellation({ timeout: 50 }, () =>
      trx.selectNoFrom(endlessNumber().as("n")).execute(),
    );
    await expect(query).rejects.toMatchObject({ code: "query_timed_out" });
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await ids()).toEqual([]);
});

test.for(["transaction", "inTransaction"] as const)(
  "a %s that is cancelled keeps nothing, and the next one has its turn",
  async (kind) => {
    const work = async (trx: Kysely<Tables>): Promise<unknown> => {
      await trx.insertInto("notes").values({ id: 1, body: "b" }).execute();
      return trx.selectNoFrom(endlessNumber().as("n")).execute();
    };
    const cancelled = withCancellation<Promise<unknown>>({ timeout: 100 }, () =>
      kind === "transaction" ? db.transaction().execute(work) : inTransaction(db, work),
    );
    const company = Array.from({ length: 5 }, (_, index) => insert(10 + index));
    await expect(cancelled).rejects.toMatchObject({ code: "query_timed_out" });
    await Promise.all(company);
    expect(await ids()).toEqual([10, 11, 12, 13, 14]);
  },
);

test("what is told to be cancelled is not there, and what is told to be written is", async () => {
  const written: number[] = [];
  const refused: unknown[] = [];
  const call = async (id: number): Promise<void> => {
    const controller = new AbortController();
    const kind = id % 3;
    const work = (): Promise<unknown> => {
      if (kind === 0) return insert(id);
      const both = async (trx: Kysely<Tables>): Promise<void> => {
        await trx.insertInto("notes").values({ id, body: "a" }).execute();
        await trx.updateTable("notes").set({ body: "b" }).where("id", "=", id).execute();
      };
      return kind === 1 ? inTransaction(db, both) : db.transaction().execute(both);
    };
    const done = withCancellation({ signal: controller.signal }, work);
    const abortion = setTimeout(Math.random() * 20).then(() => controller.abort());
    await done.then(
      () => written.push(id),
      (error: unknown) => refused.push(error),
    );
    await abortion;
  };
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({ length: 30 }, (_, index) => call(round * 30 + index)));
  }
  expect(await ids()).toEqual(written.toSorted((a, b) => a - b));
  expect(written.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  for (const error of refused) expect(error).toMatchObject({ code: "query_cancelled" });
});

test("a cancellation never meets the statement of another caller", async () => {
  const query = (n: number): Promise<{ n: number; rows: number }> =>
    db
      .selectNoFrom([
        sql<number>`${n}::int`.as("n"),
        sql<number>`(select count(*) from notes a, notes b, notes c)`.as("rows"),
      ])
      .executeTakeFirstOrThrow();
  await db
    .insertInto("notes")
    .values(Array.from({ length: 60 }, (_, id) => ({ id, body: "b" })))
    .execute();
  const ended: unknown[] = [];
  const cancelling = async (): Promise<void> => {
    for (let n = 0; n < 60; n++) {
      const controller = new AbortController();
      const call = withCancellation({ signal: controller.signal }, () => query(n));
      const abortion = setTimeout(Math.random() * 6).then(() => controller.abort());
      await call.catch((error: unknown) => ended.push(error));
      await abortion;
    }
  };
  const innocent = async (): Promise<void> => {
    for (let n = 0; n < 60; n++) expect(await query(n)).toEqual({ n, rows: 216_000 });
  };
  await Promise.all([cancelling(), innocent(), cancelling(), innocent(), cancelling()]);
  expect(ended.length).toBeGreaterThan(0);
  for (const error of ended) expect(error).toMatchObject({ code: "query_cancelled" });
});
