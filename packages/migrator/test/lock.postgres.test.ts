import { openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { expect, test, vi } from "vitest";
import { type MigrationEvent, migrateUp, migrationStatus } from "../src/index.ts";
import { emptyDatabase, files, rejection, rowsOf, run, tablesOf } from "./runs/database.ts";
import { openEmpty } from "./sql-engines.ts";

const two = files({
  "001_a.sql": "CREATE TABLE a (id INT)",
  "002_b.sql": "CREATE TABLE b (id INT)",
});
const gated = files({
  "001_gate.sql": "CREATE TABLE gate (id INT)",
  "002_b.sql": "CREATE TABLE b (id INT); SELECT * FROM gate",
  "003_c.sql": "CREATE TABLE c (id INT)",
});
const everyBeat = { heartbeatEvery: 10 };

interface Owner {
  owner: string | null;
  heartbeat_at: string | null;
}

async function ownerOf(db: Kysely<unknown>): Promise<Owner | undefined> {
  const { rows } = await sql<Owner>`
    select owner, heartbeat_at::text from schema_migrations_lock`.execute(db);
  return rows[0];
}

/** Does something while a migration waits at the gate, which is then opened. */
async function whileAtTheGate(
  db: Kysely<unknown>,
  migrate: () => Promise<unknown>,
  work: () => Promise<void>,
): Promise<{ running: Promise<unknown> }> {
  return db.transaction().execute(async (transaction) => {
    await sql`lock table gate`.execute(transaction);
    const running = migrate();
    // Looked at later, after the gate is open.
    running.catch(() => undefined);
    const blocked = sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await blocked.execute(db)).rows[0]?.count).toBe(1);
    await work();
    return { running };
  });
}

test("a runner whose clock is days ahead waits for one that lives, until it is told to stop", async () => {
  await using db = await openEmpty();
  await migrateUp(db, two, { to: "1" });
  await run(db, "UPDATE schema_migrations_lock SET owner = 'elsewhere/7/x', heartbeat_at = now()");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 7 * 86_400_000 });
  try {
    const stop = new AbortController();
    const events: string[] = [];
    let waits = 0;
    const wait = async (): Promise<void> => {
      if (++waits === 5) stop.abort(new Error("told to stop"));
    };
    const error = await rejection(
      migrateUp(db, two, {
        signal: stop.signal,
        lock: { wait },
        onEvent: ({ type }) => events.push(type),
      }),
    );
    expect(error).toMatchObject({ message: "told to stop" });
    expect(events).toEqual(["waiting"]);
    expect(await tablesOf(db)).toEqual(["a"]);
  } finally {
    vi.useRealTimers();
  }
});

test("a runner whose migration takes long gives signs of life meanwhile", async () => {
  await using db = await openEmptyWithRoom();
  await migrateUp(db, gated, { to: "1" });
  const { running } = await whileAtTheGate(
    db,
    () => migrateUp(db, gated, { lock: everyBeat }),
    async () => {
      const first = await ownerOf(db);
      expect(first?.owner).not.toBeNull();
      await expect
        .poll(async () => (await ownerOf(db))?.heartbeat_at)
        .not.toBe(first?.heartbeat_at);
    },
  );
  expect(await running).toHaveLength(2);
});

test("two who both believe they have the lock meet at the row: the file runs once", async () => {
  await using empty = await emptyDatabase();
  await using slow = await openDatabase(empty.options);
  await using fast = await openDatabase(empty.options);
  await migrateUp(slow, gated, { to: "1" });
  const inAnHour = { now: (): Date => new Date(Date.now() + 3_600_000) };
  const events: MigrationEvent[] = [];
  let second: Promise<unknown> | undefined;
  const { running } = await whileAtTheGate(
    slow as never,
    // Its one beat comes long after the test.
    () => migrateUp(slow, gated, { lock: { heartbeatEvery: 3_600_000 } }),
    async () => {
      second = migrateUp(fast, gated, { lock: inAnHour, onEvent: (event) => events.push(event) });
      const waiting = sql<{ count: number }>`select count(*) as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await waiting.execute(fast)).rows[0]?.count).toBe(2);
    },
  );
  const [first, other] = (await Promise.all([running, second])) as [unknown[], unknown[]];
  expect(events[0]).toMatchObject({ type: "taken_over" });
  expect(first.length + other.length).toBe(2);
  expect(await migrationStatus(slow, gated)).toMatchObject({ state: "current" });
});

test("a runner that lost the lock stops after its file, and goes on once it has it again", async () => {
  await using db = await openEmptyWithRoom();
  await migrateUp(db, gated, { to: "1" });
  const events: string[] = [];
  const { running } = await whileAtTheGate(
    db,
    () =>
      migrateUp(db, gated, {
        lock: {
          ...everyBeat,
          wait: () => run(db, "UPDATE schema_migrations_lock SET owner = NULL"),
        },
        onEvent: (event) =>
          events.push(
            "migration" in event ? `${event.type} ${event.migration.version}` : event.type,
          ),
      }),
    async () => {
      const seen = await ownerOf(db);
      await run(
        db,
        "UPDATE schema_migrations_lock SET owner = 'elsewhere/7/x', heartbeat_at = now() + interval '1 hour'",
      );
      // A beat later it knows: the next but one begins after the first after the change has ended.
      for (let beats = 0; beats < 3; beats++) await nextBeat(db);
      expect((await ownerOf(db))?.owner).not.toBe(seen?.owner);
    },
  );
  expect(await running).toHaveLength(2);
  expect(events).toEqual([
    "started 002_b",
    "applied 002_b",
    "waiting",
    "started 003_c",
    "applied 003_c",
  ]);
});

test("outside a transaction, nobody runs a statement without the lock", async () => {
  await using db = await openEmptyWithRoom();
  const [gate] = gated as [(typeof gated)[0]];
  const outside = {
    file: "002_b.sql",
    sql: "-- migrate: no-transaction\nSELECT * FROM gate; CREATE TABLE b (id INT)",
  };
  await migrateUp(db, [gate]);
  const { running } = await whileAtTheGate(
    db,
    () =>
      migrateUp(db, [gate, outside], {
        lock: { wait: () => run(db, "UPDATE schema_migrations_lock SET owner = NULL") },
      }),
    () =>
      run(
        db,
        "UPDATE schema_migrations_lock SET owner = 'elsewhere/7/x', heartbeat_at = now() + interval '1 hour'",
      ),
  );
  expect(await rejection(running)).toMatchObject({ problems: [{ kind: "unfinished" }] });
  expect(await tablesOf(db)).toEqual(["gate"]);
  expect(await rowsOf(db, "schema_migrations")).toMatchObject([
    {},
    { state: "running", statement: 1 },
  ]);
});

test("one connection is enough", async () => {
  await using empty = await emptyDatabase();
  await using db = await openDatabase({ ...empty.options, poolSize: 1 });
  const outside = { file: "003_c.sql", sql: "-- migrate: no-transaction\nCREATE TABLE c (id INT)" };
  expect(await migrateUp(db, [...two, outside])).toHaveLength(3);
});

/** With connections for a runner, its heartbeat and whoever looks on. */
async function openEmptyWithRoom(): Promise<Kysely<unknown>> {
  const { options } = await emptyDatabase();
  return (await openDatabase(options)) as unknown as Kysely<unknown>;
}

/** Waits until a beat has looked at the lock. */
async function nextBeat(db: Kysely<unknown>): Promise<void> {
  const looked = sql<{ at: string }>`select coalesce(max(query_start)::text, '') as at
    from pg_stat_activity where datname = current_database() and state = 'idle'
    and query like 'update%schema_migrations_lock%heartbeat_at%'`;
  const before = (await looked.execute(db)).rows[0]?.at;
  await expect.poll(async () => (await looked.execute(db)).rows[0]?.at).not.toBe(before);
}
