import { setTimeout } from "node:timers/promises";
import { type Kysely, type KyselyPlugin, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inTransaction } from "../src/index.ts";
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

const endless = (signal: AbortSignal, executor = db): Promise<unknown> =>
  executor.selectNoFrom(endlessNumber().as("n")).execute({ signal });
const insert = (id: number, signal?: AbortSignal): Promise<unknown> =>
  db.insertInto("notes").values({ id, body: "b" }).execute({ signal });
const ids = async (signal?: AbortSignal): Promise<number[]> =>
  (await db.selectFrom("notes").select("id").orderBy("id").execute({ signal })).map(({ id }) => id);

const kinds = ["transaction", "inTransaction"] as const;

/** Kysely's `transaction()` takes no signal, so it runs on a connection that has one. */
const transact = (
  kind: (typeof kinds)[number],
  signal: AbortSignal,
  work: (trx: Kysely<Tables>) => Promise<unknown>,
): Promise<unknown> =>
  db
    .connection()
    .execute(
      (connection) =>
        kind === "transaction"
          ? connection.transaction().execute(work)
          : inTransaction(connection, work),
      { signal },
    );

test("queries end when their time is over, and their connections are as good as before", async () => {
  const queries = Array.from({ length: 6 }, () => endless(AbortSignal.timeout(100)));
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
  const queries = Array.from({ length: 6 }, () => endless(controller.signal));
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
    const query = endless(controller.signal);
    const told = query.catch((error: unknown) => error);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    controller.abort();
    expect(await told).toMatchObject({ code: "query_cancelled" });
  }
});

test("a query that only its text tells to be a read ends too", async () => {
  const signal = AbortSignal.timeout(100);
  const query = sql`select ${endlessNumber()} as n`.execute(db, { signal });
  await expect(query).rejects.toMatchObject({ code: "query_timed_out" });
  await insert(1);
});

test("what is cancelled before it begins does nothing", async () => {
  const signal = AbortSignal.abort();
  for (const work of [
    () => insert(1, signal),
    () => ids(signal),
    () => db.selectFrom("notes").select("id").stream({ signal }).next(),
    () => transact("transaction", signal, (trx) => trx.deleteFrom("notes").execute()),
    () => transact("inTransaction", signal, (trx) => trx.deleteFrom("notes").execute()),
  ]) {
    await expect(work()).rejects.toMatchObject({ code: "query_cancelled" });
  }
  expect(await ids()).toEqual([]);
});

test("of the signals of a connection and of its query, the first to be aborted ends the query", async () => {
  const timedOut = { code: "query_timed_out" };
  const never = new AbortController().signal;
  const ofConnection = db
    .connection()
    .execute((connection) => endless(never, connection), { signal: AbortSignal.timeout(50) });
  await expect(ofConnection).rejects.toMatchObject(timedOut);
  const ofQuery = db.connection().execute(
    async (connection) => {
      await expect(endless(AbortSignal.timeout(50), connection)).rejects.toMatchObject(timedOut);
      return connection.selectFrom("notes").select("id").execute();
    },
    { signal: never },
  );
  expect(await ofQuery).toEqual([]);
});

test("a query that waits for another on its connection learns of its signal after that one", async () => {
  const first = new AbortController();
  await db.connection().execute(async (connection) => {
    const running = endless(first.signal, connection).catch((error: unknown) => error);
    let told = false;
    const waiting = connection
      .insertInto("notes")
      .values({ id: 1, body: "b" })
      .execute({ signal: AbortSignal.timeout(20) })
      .catch((error: unknown) => error)
      .finally(() => (told = true));
    await setTimeout(100);
    expect(told).toBe(false);
    first.abort();
    expect(await running).toMatchObject({ code: "query_cancelled" });
    expect(await waiting).toMatchObject({ code: "query_timed_out" });
  });
  expect(await ids()).toEqual([]);
});

test("a plugin is given the signal of its query, and a result that has come is returned", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const seen: unknown[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: (args) => {
      seen.push(args.signal);
      controller.abort();
      return Promise.resolve(args.result);
    },
  };
  await insert(1);
  const query = db.withPlugin(plugin).selectFrom("notes").select("id");
  expect(await query.execute({ signal })).toEqual([{ id: 1 }]);
  expect(seen).toEqual([signal]);
});

test.for(["ignore query", "kill session"] as const)(
  "the strategy %s, which does not wait for an outcome, is refused",
  async (inflightQueryAbortStrategy) => {
    const { signal } = new AbortController();
    const query = db.selectFrom("notes").select("id");
    await expect(query.execute({ signal, inflightQueryAbortStrategy })).rejects.toMatchObject({
      code: "invalid_input",
      field: "inflightQueryAbortStrategy",
    });
    expect(await query.execute({ signal, inflightQueryAbortStrategy: "cancel query" })).toEqual([]);
  },
);

test("a transaction with a statement that is cancelled keeps nothing, even if the error is caught", async () => {
  const transaction = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1, body: "b" }).execute();
    await expect(endless(AbortSignal.timeout(50), trx)).rejects.toMatchObject({
      code: "query_timed_out",
    });
  });
  await expect(transaction).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await ids()).toEqual([]);
});

test.for(kinds)(
  "a %s that is cancelled keeps nothing, and the next one has its turn",
  async (kind) => {
    const work = async (trx: Kysely<Tables>): Promise<unknown> => {
      await trx.insertInto("notes").values({ id: 1, body: "b" }).execute();
      return trx.selectNoFrom(endlessNumber().as("n")).execute();
    };
    const cancelled = transact(kind, AbortSignal.timeout(100), work);
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
      if (kind === 0) return insert(id, controller.signal);
      const both = async (trx: Kysely<Tables>): Promise<void> => {
        await trx.insertInto("notes").values({ id, body: "a" }).execute();
        await trx.updateTable("notes").set({ body: "b" }).where("id", "=", id).execute();
      };
      return transact(kind === 1 ? "inTransaction" : "transaction", controller.signal, both);
    };
    const done = work();
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
  const query = (n: number, signal?: AbortSignal): Promise<{ n: number; rows: number }> =>
    db
      .selectNoFrom([
        sql<number>`${n}::int`.as("n"),
        sql<number>`(select count(*) from notes a, notes b, notes c)`.as("rows"),
      ])
      .executeTakeFirstOrThrow({ signal });
  await db
    .insertInto("notes")
    .values(Array.from({ length: 60 }, (_, id) => ({ id, body: "b" })))
    .execute();
  const ended: unknown[] = [];
  const cancelling = async (): Promise<void> => {
    for (let n = 0; n < 60; n++) {
      const controller = new AbortController();
      const call = query(n, controller.signal);
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
