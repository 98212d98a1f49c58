import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DuckDBInstance, listValue } from "@duckdb/node-api";
import { type Kysely, sql } from "kysely";
import { type MigrationResultSet, Migrator } from "kysely/migration";
import { expect, test, vi } from "vitest";
import { type Tables, openOurs, openStock } from "./traps/databases.ts";
import { runScenario } from "./traps/run-scenario.ts";

// Each trap of the design document twice: what the stock driver does, and what ours does. A test
// whose first half fails after an upgrade tells of a trap that is gone.

async function openBoth(): Promise<{
  stock: Kysely<Tables>;
  ours: Kysely<Tables>;
  [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const stock = await openStock();
  const ours = await openOurs();
  for (const db of [stock, ours]) {
    await sql`create table things (id int primary key, n int)`.execute(db);
    await db.insertInto("things").values({ id: 1, n: 0 }).execute();
  }
  return {
    stock,
    ours,
    [Symbol.asyncDispose]: async () => {
      await stock.destroy();
      await ours.destroy();
    },
  };
}

/** What the expression is read as. */
async function read(db: Kysely<Tables>, expression: string): Promise<unknown> {
  return (await sql.raw<{ value: unknown }>(`select ${expression} as value`).execute(db)).rows[0]
    ?.value;
}

async function outcomes(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((one) => (one.status === "fulfilled" ? "ok" : String(one.reason)));
}

const selectOne = (db: Kysely<Tables>): Promise<unknown> =>
  db.selectFrom("things").selectAll().where("id", "=", 1).execute();

test("a result with one column named count", async () => {
  await using both = await openBoth();
  const count = (db: Kysely<Tables>): Promise<{ rows: unknown[] }> =>
    sql`select count(*) as count from things`.execute(db);
  expect((await count(both.stock)).rows).toEqual([]);
  expect((await count(both.ours)).rows).toEqual([{ count: 1 }]);
});

test.for([
  ["UUID '019a2f6e-0000-7000-8000-00000000000f'", "019a2f6e-0000-7000-8000-00000000000f"],
  ["CAST(2.50 AS DECIMAL(10, 2))", "2.50"],
  ["TIME '02:30:00'", "02:30:00"],
  ["CAST(0.95 AS REAL)", 0.95],
  ["CAST(7 AS BIGINT)", 7],
] as const)("%s is read as a plain value", async ([expression, expected]) => {
  await using both = await openBoth();
  expect(await read(both.stock, expression)).not.toEqual(expected);
  expect(await read(both.ours, expression)).toEqual(expected);
});

test("a time that no Date can hold", async () => {
  await using both = await openBoth();
  expect(await read(both.stock, "TIMESTAMPTZ 'infinity'")).toEqual(new Date(Number.NaN));
  await expect(read(both.ours, "TIMESTAMPTZ 'infinity'")).rejects.toMatchObject({
    code: "invalid_value",
  });
});

test("a Date as a parameter", async () => {
  await using both = await openBoth();
  const at = new Date("2026-03-29T00:30:00.123Z");
  const send = (db: Kysely<Tables>): Promise<{ rows: unknown[] }> =>
    sql`select ${at}::timestamptz as at`.execute(db);
  await expect(send(both.stock)).rejects.toThrow("Cannot create values of type ANY");
  expect((await send(both.ours)).rows).toEqual([{ at }]);
});

test("bytes as a parameter", async () => {
  await using both = await openBoth();
  const body = new Uint8Array([0, 128, 255]);
  const send = (db: Kysely<Tables>): Promise<{ rows: unknown[] }> =>
    sql`select ${body}::blob as body`.execute(db);
  await expect(send(both.stock)).rejects.toThrow("Cannot create values of type ANY");
  expect((await send(both.ours)).rows).toEqual([{ body }]);
});

test("a plain object as a parameter is refused with the way out", async () => {
  await using both = await openBoth();
  const send = (db: Kysely<Tables>): Promise<unknown> => sql`select ${{ a: 1 }}`.execute(db);
  await expect(send(both.stock)).rejects.toThrow("Cannot create values of type ANY");
  await expect(send(both.ours)).rejects.toMatchObject({
    code: "invalid_value",
    message: expect.stringContaining("bind JSON as its text") as string,
  });
});

test("half of a surrogate pair", async () => {
  await using both = await openBoth();
  const send = (db: Kysely<Tables>): Promise<{ rows: unknown[] }> =>
    sql`select ${"\ud800"} as value`.execute(db);
  expect((await send(both.stock)).rows).toEqual([{ value: "\ufffd" }]);
  await expect(send(both.ours)).rejects.toMatchObject({ code: "invalid_value" });
});

test("JSON keeps its text, where a native value is converted", async () => {
  await using both = await openBoth();
  const body = "[2.5,1,12345678901234567890]";
  for (const db of [both.stock, both.ours]) await sql`create table bodies (body json)`.execute(db);
  await sql`insert into bodies values (${listValue([2.5, 1])})`.execute(both.stock);
  expect((await sql`select body from bodies`.execute(both.stock)).rows).toEqual([
    { body: "[2.5,1.0]" },
  ]);
  await expect(
    sql`insert into bodies values (${{ list: [2.5, 1] }})`.execute(both.ours),
  ).rejects.toMatchObject({ code: "invalid_value" });
  await sql`insert into bodies values (${body})`.execute(both.ours);
  expect((await sql`select body from bodies`.execute(both.ours)).rows).toEqual([{ body }]);
});

test("DATE and TIMESTAMP do not depend on the machine's time zone", async () => {
  const env = { TZ: "America/New_York" };
  expect(await runScenario("stock", "timeZone", { env })).toEqual([
    { day: "2026-03-29T04:00:00.000Z", at: "2026-03-29T06:30:00.000Z" },
  ]);
  expect(await runScenario("ours", "timeZone", { env })).toEqual([
    { day: "2026-03-29", at: "2026-03-29T02:30:00.000Z" },
  ]);
});

function migrate(
  db: Kysely<Tables>,
  up: (db: Kysely<unknown>) => Promise<void>,
): Promise<MigrationResultSet> {
  const provider = { getMigrations: () => Promise.resolve({ first: { up } }) };
  return new Migrator({ db, provider }).migrateToLatest();
}

test("a migration that fails leaves nothing behind", async () => {
  await using both = await openBoth();
  const up = async (db: Kysely<unknown>): Promise<void> => {
    await sql`create table half (id int)`.execute(db);
    await sql`create table things (id int)`.execute(db);
  };
  const isThere = "exists (from duckdb_tables() where table_name = 'half')";
  for (const db of [both.stock, both.ours])
    expect((await migrate(db, up)).error).toBeInstanceOf(Error);
  expect(await read(both.stock, isThere)).toBe(true);
  expect(await read(both.ours, isThere)).toBe(false);
});

test("two migrators at once run a migration once", async () => {
  await using both = await openBoth();
  const runTwice = async (db: Kysely<Tables>): Promise<{ runs: number; errors: number }> => {
    let runs = 0;
    const up = async (trx: Kysely<unknown>): Promise<void> => {
      runs++;
      // Long enough for the other to look whether there is something to do.
      await setTimeout(500);
      await sql`create table if not exists made (id int)`.execute(trx);
    };
    const results = await Promise.all([migrate(db, up), migrate(db, up)]);
    return { runs, errors: results.filter(({ error }) => error !== undefined).length };
  };
  expect(await runTwice(both.stock)).not.toEqual({ runs: 1, errors: 0 });
  expect(await runTwice(both.ours)).toEqual({ runs: 1, errors: 0 });
});

test("an error swallowed inside a transaction", async () => {
  await using both = await openBoth();
  const swallow = (db: Kysely<Tables>): Promise<string> =>
    db.transaction().execute(async (trx) => {
      await trx.updateTable("things").set({ n: 5 }).execute();
      await trx
        .insertInto("things")
        .values({ id: 1, n: 1 })
        .execute()
        .catch(() => undefined);
      return "committed";
    });
  expect(await swallow(both.stock)).toBe("committed");
  await expect(swallow(both.ours)).rejects.toMatchObject({ code: "transaction_aborted" });
  expect(await selectOne(both.stock)).toEqual([{ id: 1, n: 0 }]);
  expect(await selectOne(both.ours)).toEqual([{ id: 1, n: 0 }]);
});

test("concurrent transactions on one row", async () => {
  await using both = await openBoth();
  const addTen = (db: Kysely<Tables>): Promise<string[]> =>
    outcomes(
      Array.from({ length: 10 }, () =>
        db.transaction().execute((trx) =>
          trx
            .updateTable("things")
            .set((eb) => ({ n: eb("n", "+", 1) }))
            .execute(),
        ),
      ),
    );
  expect((await addTen(both.stock)).join()).toContain("Conflict on update");
  expect(await addTen(both.ours)).toEqual(Array.from({ length: 10 }, () => "ok"));
  expect(await selectOne(both.ours)).toEqual([{ id: 1, n: 10 }]);
});

test("losers of ON CONFLICT DO NOTHING", async () => {
  await using both = await openBoth();
  const race = (db: Kysely<Tables>, id: number): Promise<string[]> =>
    outcomes(
      Array.from({ length: 10 }, (_, n) =>
        db
          .insertInto("things")
          .values({ id, n })
          .onConflict((oc) => oc.column("id").doNothing())
          .returning("n")
          .execute(),
      ),
    );
  const told = { stock: "", ours: "" };
  for (let id = 2; id < 100; id++) {
    told.ours += (await race(both.ours, id)).join("");
    // Who loses how is a matter of time, so until one has thrown.
    if (!told.stock.includes("Duplicate")) told.stock += (await race(both.stock, id)).join("");
  }
  expect(told.stock).toMatch(/Duplicate key/);
  expect(told.ours).toMatch(/^(?:ok)+$/);
});

test("a RETURNING that the commit takes back", async () => {
  await using both = await openBoth();
  const winners: Record<string, number> = { stock: 0, ours: 0 };
  const insert = async (name: "stock" | "ours", trx: Kysely<Tables>): Promise<void> => {
    const rows = await trx
      .insertInto("things")
      .values({ id: 2, n: 0 })
      .onConflict((oc) => oc.column("id").doNothing())
      .returning("id")
      .execute();
    winners[name] = (winners[name] ?? 0) + rows.length;
  };
  const first = await both.stock.startTransaction().execute();
  const second = await both.stock.startTransaction().execute();
  await insert("stock", first);
  await insert("stock", second);
  await first.commit().execute();
  await expect(second.commit().execute()).rejects.toThrow(/duplicate key/);
  expect(winners["stock"]).toBe(2);

  const told = await outcomes(
    Array.from({ length: 5 }, () => both.ours.transaction().execute((trx) => insert("ours", trx))),
  );
  expect(told).toEqual(Array.from({ length: 5 }, () => "ok"));
  expect(winners["ours"]).toBe(1);
});

test("one file opened twice in a process", async () => {
  const directory = await mkdtemp(join(tmpdir(), "handsfree-twice-"));
  const twice = (driver: "stock" | "ours"): Promise<unknown> =>
    runScenario(driver, "openedTwice", { path: join(directory, `${driver}.db`) });
  expect(await twice("stock")).not.toBe(20);
  expect(await twice("ours")).toBe(20);
  await rm(directory, { recursive: true });
});

test("an isolation level that the engine does not have", async () => {
  await using both = await openBoth();
  const serializable = (db: Kysely<Tables>): Promise<unknown> =>
    db.transaction().setIsolationLevel("serializable").execute(selectOne);
  expect(await serializable(both.stock)).toHaveLength(1);
  await expect(serializable(both.ours)).rejects.toMatchObject({ code: "invalid_query" });
});

test("a read-only transaction that writes", async () => {
  await using both = await openBoth();
  const write = (db: Kysely<Tables>): Promise<unknown> =>
    db
      .transaction()
      .setAccessMode("read only")
      .execute((trx) => trx.updateTable("things").set({ n: 7 }).execute());
  await write(both.stock);
  expect(await selectOne(both.stock)).toEqual([{ id: 1, n: 7 }]);
  await expect(write(both.ours)).rejects.toMatchObject({ name: "DatabaseError" });
  expect(await selectOne(both.ours)).toEqual([{ id: 1, n: 0 }]);
});

test("a connection that closes while its query runs", async () => {
  expect(await runScenario("stock", "closedWhileRunning")).toMatch(/never settled|died/);
  expect(await runScenario("ours", "closedWhileRunning")).toBe("settled");
});

test("four slow queries and a file to look at", async () => {
  const env = { UV_THREADPOOL_SIZE: "4" };
  expect(await runScenario("stock", "fileAccess", { env })).toBeGreaterThan(0.2);
  expect(await runScenario("ours", "fileAccess", { env })).toBeLessThan(0.1);
});

test("a connection for every query", async () => {
  await using both = await openBoth();
  const connectionsOfTenQueries = async (db: Kysely<Tables>): Promise<number> => {
    await selectOne(db);
    const connect = vi.spyOn(DuckDBInstance.prototype, "connect");
    for (let i = 0; i < 10; i++) await selectOne(db);
    const { length } = connect.mock.calls;
    connect.mockRestore();
    return length;
  };
  expect(await connectionsOfTenQueries(both.stock)).toBe(10);
  expect(await connectionsOfTenQueries(both.ours)).toBe(0);
});

test("one prepared statement for concurrent callers", async () => {
  const ids = Array.from({ length: 50 }, (_, id) => id);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const prepared = await connection.prepare("select $1::int as id");
  const mixed = await Promise.all(
    ids.map(async (id) => {
      prepared.bindInteger(1, id);
      return (await prepared.runAndReadAll()).getRows()[0]?.[0];
    }),
  );
  expect(mixed).not.toEqual(ids);

  await using both = await openBoth();
  const own = await Promise.all(
    ids.map(async (id) => (await sql`select ${id}::int as id`.execute(both.ours)).rows[0]),
  );
  expect(own).toEqual(ids.map((id) => ({ id })));
});

test("an error has a code, and keeps the row's values to itself", async () => {
  await using both = await openBoth();
  for (const db of [both.stock, both.ours])
    await sql`create table secrets (word text primary key)`.execute(db);
  const tell = async (db: Kysely<Tables>): Promise<unknown> => {
    await sql`insert into secrets values ('hunter2')`.execute(db);
    return sql`insert into secrets values ('hunter2')`.execute(db).catch((error: unknown) => error);
  };
  const [stock, ours] = [await tell(both.stock), await tell(both.ours)];
  expect(stock).not.toHaveProperty("code");
  expect((stock as Error).message).toContain("hunter2");
  expect(ours).toMatchObject({ code: "duplicate_key" });
  expect(`${(ours as Error).message} ${JSON.stringify(ours)}`).not.toContain("hunter2");
});
