import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { afterEach, expect, test } from "vitest";
import { type DatabaseObserver, inTransaction, openDatabase } from "../src/index.ts";

interface Tables {
  notes: { id: number; owner: string | null; body: string | null };
}

let db: Kysely<Tables>;
afterEach(() => db.destroy());

async function open(options: Parameters<typeof openDatabase>[0] = {}): Promise<void> {
  db = (await openDatabase({ path: ":memory:", ...options })) as unknown as Kysely<Tables>;
  await sql`create table notes (id int primary key, owner text unique, body text)`.execute(db);
}

const insert = (id: number, owner: string | null = null, body: string | null = null) =>
  db.insertInto("notes").values({ id, owner, body });

const count = async (): Promise<number> =>
  (await db.selectFrom("notes").select("id").execute()).length;

test("what waits for a commit goes into the next one together", async () => {
  const commits: number[] = [];
  const observer: DatabaseObserver = { onCommit: ({ writes }) => commits.push(writes) };
  await open({ observer });
  commits.length = 0;
  await Promise.all(Array.from({ length: 500 }, (_, id) => insert(id).execute()));
  expect(commits.reduce((sum, writes) => sum + writes, 0)).toBe(500);
  expect(commits.length).toBeLessThan(10);
  expect(await count()).toBe(500);
});

test("after a lone write, one half of those who wait commits before the other half", async () => {
  const commits: number[] = [];
  await open({ observer: { onCommit: ({ writes }) => commits.push(writes) } });
  commits.length = 0;
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const lone = inTransaction(db, async (trx) => {
    begun.resolve();
    await end.promise;
    await trx.insertInto("notes").values({ id: 1000, owner: null, body: null }).execute();
  });
  await begun.promise;
  const others = Array.from({ length: 63 }, (_, id) => insert(id).execute());
  await setTimeout(1);
  end.resolve();
  await Promise.all([lone, ...others]);
  expect(commits).toEqual([1, 32, 31]);
});

test("each caller gets its own row back", async () => {
  await open();
  const rows = await Promise.all(
    Array.from({ length: 300 }, (_, id) => insert(id, `o${id}`, `b${id}`).returningAll().execute()),
  );
  for (const [id, row] of rows.entries())
    expect(row).toEqual([{ id, owner: `o${id}`, body: `b${id}` }]);
});

test("one caller's duplicate fails that caller alone, with the error that it would have had alone", async () => {
  await open();
  await insert(50).execute();
  const alone: unknown = await insert(50)
    .execute()
    .catch((error: unknown) => error);
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, (_, id) => insert(id).execute()),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(99);
  expect(results[50]).toMatchObject({ status: "rejected", reason: { code: "duplicate_key" } });
  expect((results[50] as PromiseRejectedResult).reason).toEqual(alone);
  expect(await count()).toBe(100);
});

test("ON CONFLICT DO NOTHING tells each caller whether its row went in", async () => {
  await open();
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, id) =>
      insert(id, id % 3 === 0 ? null : `owner ${id % 7}`)
        .onConflict((conflict) => conflict.column("owner").doNothing())
        .returning("id")
        .execute(),
    ),
  );
  const inserted = results.flat().map(({ id }) => id);
  const stored = (await db.selectFrom("notes").select("id").execute()).map(({ id }) => id);
  expect(inserted.toSorted((a, b) => a - b)).toEqual(stored.toSorted((a, b) => a - b));
  for (const [id, rows] of results.entries())
    expect(rows).toEqual(inserted.includes(id) ? [{ id }] : []);
  const owners = await db
    .selectFrom("notes")
    .select("owner")
    .where("owner", "is not", null)
    .execute();
  expect(owners).toHaveLength(7);
});

test("alone as in company, a conflict is looked for before anything else is", async () => {
  await open();
  await sql`create table strict (k text unique, n int not null check (n > 0))`.execute(db);
  const strict = db as unknown as Kysely<{ strict: { k: string; n: number | null } }>;
  const put = (k: string, n: number | null) =>
    strict
      .insertInto("strict")
      .values({ k, n })
      .onConflict((conflict) => conflict.column("k").doNothing())
      .executeTakeFirst();
  await put("a", 1);
  for (const n of [-1, null]) {
    expect(await put("a", n)).toMatchObject({ numInsertedOrUpdatedRows: 0n });
    await expect(put("b", n)).rejects.toMatchObject({ code: "constraint_violation" });
  }
});

test("a unit that fails is undone, runs again without company, and fails alone", async () => {
  await open();
  let runs = 0;
  const unit = inTransaction(db, async (trx) => {
    runs++;
    await trx.insertInto("notes").values({ id: 1000, owner: null, body: null }).execute();
    throw new Error("no");
  });
  const others = Array.from({ length: 20 }, (_, id) =>
    inTransaction(db, async (trx) => {
      await trx.insertInto("notes").values({ id, owner: null, body: "first" }).execute();
      await trx.updateTable("notes").set({ body: "second" }).where("id", "=", id).execute();
      return id;
    }),
  );
  await expect(unit).rejects.toThrow("no");
  expect(await Promise.all(others)).toEqual(Array.from({ length: 20 }, (_, id) => id));
  expect(runs).toBeGreaterThan(1);
  const rows = await db.selectFrom("notes").select("body").execute();
  expect(rows).toEqual(Array.from({ length: 20 }, () => ({ body: "second" })));
});

test("inside a unit, a write beside it and a transaction of its own are refused, not waited for", async () => {
  await open();
  await expect(inTransaction(db, () => insert(1).execute())).rejects.toThrow(/use the transaction/);
  const nested = inTransaction(db, async () => db.transaction().execute(async () => undefined));
  await expect(nested).rejects.toThrow(/transaction inside a transaction/);
});

test("a unit inside a unit is refused, not waited for", async () => {
  await open();
  const nested = inTransaction(db, () => inTransaction(db, async () => undefined));
  await expect(nested).rejects.toThrow(/use the transaction/);
});

test("a unit runs in the async context of its caller, whoever wakes the writer", async () => {
  await open();
  const request = new AsyncLocalStorage<number>();
  const seen = await Promise.all(
    Array.from({ length: 20 }, (_, id) =>
      request.run(id, () =>
        inTransaction(db, async (trx) => {
          await trx.insertInto("notes").values({ id, owner: null, body: null }).execute();
          return request.getStore();
        }),
      ),
    ),
  );
  expect(seen).toEqual(Array.from({ length: 20 }, (_, id) => id));
});

test("an observer that throws does not stop the writer", async () => {
  await open({
    observer: {
      onCommit: () => {
        throw new Error("from the observer");
      },
    },
  });
  await insert(1).execute();
  await insert(2).execute();
  expect(await count()).toBe(2);
});

test("a transaction that holds the writer too long is rolled back, and the others go on", async () => {
  await open({ transactionTimeLimit: 100 });
  const slow = db.transaction().execute(async (trx) => {
    await trx.insertInto("notes").values({ id: 1, owner: null, body: null }).execute();
    await setTimeout(400);
    await trx.insertInto("notes").values({ id: 2, owner: null, body: null }).execute();
  });
  const other = insert(3).execute();
  await expect(slow).rejects.toMatchObject({ code: "transaction_timed_out" });
  await other;
  const slowUnit = inTransaction(db, async (trx) => {
    await trx.insertInto("notes").values({ id: 4, owner: null, body: null }).execute();
    await setTimeout(400);
  });
  const beside = insert(5).execute();
  await expect(slowUnit).rejects.toMatchObject({ code: "transaction_timed_out" });
  await beside;
  expect(
    (await db.selectFrom("notes").select("id").orderBy("id").execute()).map(({ id }) => id),
  ).toEqual([3, 5]);
});

test("a full queue is told, and what was taken is written", async () => {
  await open({ writeQueueLimit: 10 });
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, (_, id) => insert(id).execute()),
  );
  const refused = results.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: "overloaded", retryable: true });
  expect(await count()).toBe(30 - refused.length);
});

test("a stream gives every row, and lets go when it is left", async () => {
  await open();
  await sql`insert into notes select range, null, 'body' from range(10000)`.execute(db);
  let seen = 0;
  for await (const row of db.selectFrom("notes").selectAll().orderBy("id").stream(100)) {
    expect(row.id).toBe(seen++);
  }
  expect(seen).toBe(10_000);
  for await (const row of db.selectFrom("notes").selectAll().stream(10)) {
    if (row.id >= 20) break;
  }
  await insert(20_000).execute();
  expect(await count()).toBe(10_001);
});

test("statements are told of without their values, also when they fail", async () => {
  const seen: { sql: string; failed: boolean }[] = [];
  await open({
    observer: { onQuery: ({ sql: text, failed }) => seen.push({ sql: text, failed }) },
  });
  await insert(1, "secret").execute();
  await insert(1)
    .execute()
    .catch(() => undefined);
  expect(seen.slice(-2).map(({ failed }) => failed)).toEqual([false, true]);
  expect(JSON.stringify(seen)).not.toContain("secret");
});
