import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, migrationStatus, readMigrations } from "@handsfree/migrator";
import { engineOf, openDatabase } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openTestDatabase, temporaryPostgres } from "../src/index.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";

/**
 * Each table's columns, with whether they can be null; order and the engine's names of types aside. Each engine has its
 * own place for the positions of events, behind the view that both have.
 */
async function columnsOf(db: Kysely<Database>): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ table: string; name: string }>`
    select table_name as table, column_name || case is_nullable when 'YES' then '?' else '' end as name
    from information_schema.columns where table_schema = current_schema()
      and table_name <> 'feed_entries' and column_name <> 'feed_position' order by 1, 2`.execute(
    db,
  );
  const tables: Record<string, string[]> = {};
  for (const { table, name } of rows) (tables[table] ??= []).push(name);
  return tables;
}

test("both engines end with the same columns", async () => {
  await using postgres = await openTestDatabase();
  await using duckdb = await openTestDatabase(":memory:");
  expect(engineOf(postgres)).toBe("postgres");
  expect(await columnsOf(postgres)).toEqual(await columnsOf(duckdb));
});

test("20 first installs at once, from two pools, apply each file once and all succeed", async () => {
  await using empty = await temporaryPostgres({ migrated: false });
  await using first = await openDatabase({ url: empty.url });
  await using second = await openDatabase({ url: empty.url });
  const migrations = await readMigrations(migrationsDirectory);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => migrateUp(i % 2 === 0 ? first : second, migrations)),
  );
  const { state, recorded } = await migrationStatus(first, migrations);
  expect(results.flat()).toHaveLength(recorded.length);
  expect(state).toBe("current");
});

test("a first install that meets another's in the middle waits, and goes on from there", async () => {
  await using empty = await temporaryPostgres({ migrated: false });
  await using first = await openDatabase({ url: empty.url });
  await using second = await openDatabase({ url: empty.url });
  const migrations = await readMigrations(migrationsDirectory);
  const { waiting } = await first.transaction().execute(async (trx) => {
    await sql`create table schema_migrations (version text primary key, applied_at timestamptz not null)`.execute(
      trx,
    );
    const started = migrateUp(second, migrations);
    const blocked = sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await blocked.execute(first)).rows[0]?.count).toBe(1);
    return { waiting: started };
  });
  expect((await waiting).map(({ version }) => version)).toEqual(
    (await migrationStatus(second, migrations)).recorded.map(({ version }) => version),
  );
});

test("a file that fails half-way leaves nothing behind on PostgreSQL, and quotes no row", async () => {
  await using empty = await temporaryPostgres({ migrated: false });
  await using db = await openDatabase({ url: empty.url });
  const broken = {
    file: "001_broken.sql",
    sql: "CREATE TABLE a (email TEXT UNIQUE); INSERT INTO a VALUES ('ada'), ('ada')",
  };
  const error: unknown = await migrateUp(db, [broken]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "migration_failed", file: "001_broken.sql" });
  expect((error as Error).message).not.toContain("ada");
  expect(Object.keys(await columnsOf(db))).toEqual(["schema_migrations", "schema_migrations_lock"]);
  expect(await migrationStatus(db, [broken])).toMatchObject({ recorded: [], pending: [broken] });
});

test("rows from before 003 and 004 keep working, and the earliest owns a key or a delivery id", async () => {
  await using empty = await temporaryPostgres({ migrated: false });
  await using db = await openDatabase({ url: empty.url });
  const migrations = await readMigrations(migrationsDirectory);
  await migrateUp(db, migrations, { to: "2" });
  await sql
    .raw(
      `INSERT INTO pending_actions (token, user_id, summary, action_type, action_payload, expires_at)
       VALUES ('é', '${userId}', 's', 't', '{"pr":  1}', '2030-01-01 00:00:00+00');
       INSERT INTO action_logs (id, user_id, action_type, ok, idempotency_key, created_at) VALUES
       (gen_random_uuid(), '${userId}', 'second', true, 'k', '2026-01-02 00:00:00+00'),
       (gen_random_uuid(), '${userId}', 'first', true, 'k', '2026-01-01 00:00:00+00'),
       (gen_random_uuid(), '${userId}', 'none', true, NULL, '2026-01-01 00:00:00+00');
       INSERT INTO webhook_events (id, source, event_type, delivery_id, signature_ok, received_at) VALUES
       (gen_random_uuid(), 'github', 'forged', 'd', false, '2026-01-01 00:00:00+00'),
       (gen_random_uuid(), 'github', 'first', 'd', true, '2026-01-02 00:00:00+00'),
       (gen_random_uuid(), 'github', 'second', 'd', true, '2026-01-03 00:00:00+00')`,
    )
    .execute(db);
  await migrateUp(db, migrations);
  expect(await db.selectFrom("pending_actions").selectAll().execute()).toMatchObject([
    {
      // printf é | sha256sum
      token_sha256: "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c",
      state: "pending",
      action_payload: '{"pr":  1}',
    },
  ]);
  const owners = await db
    .selectFrom("action_logs")
    .select(["action_type", "owned_key"])
    .where("owned_key", "is not", null)
    .orderBy("action_type")
    .execute();
  // Since 008 a key is of an operation, so that another operation's has an owner of its own.
  expect(owners).toEqual([
    { action_type: "first", owned_key: `${userId}/first/k` },
    { action_type: "second", owned_key: `${userId}/second/k` },
  ]);
  const deliveries = await db
    .selectFrom("webhook_events")
    .select("event_type")
    .where("owned_delivery", "=", "github/d")
    .execute();
  expect(deliveries).toEqual([{ event_type: "first" }]);
});

test.for([
  ["commands", "created_at", "commands_user_created"],
  ["pending_actions", "created_at", "pending_actions_user_created"],
  ["action_logs", "created_at", "action_logs_user_created"],
  ["webhook_events", "received_at", "webhook_events_received"],
] as const)(
  "a page of %s is one range of its index, read backwards",
  async ([table, time, index]) => {
    await using db = await openTestDatabase();
    const after = sql`timestamptz '2026-01-01 00:00:00.000001+00'`;
    const own = table === "webhook_events" ? sql`` : sql`user_id = ${userId}::uuid and`;
    const at = sql.ref(time);
    const plan = await db.transaction().execute(async (trx) => {
      // An empty table is read whole, whatever indexes it has.
      await sql`set local enable_seqscan to off; set local enable_bitmapscan to off`.execute(trx);
      const { rows } = await sql<{ "QUERY PLAN": string }>`
      explain select * from ${sql.table(table)}
      where ${own} (${at} <= ${after} and (${at} < ${after} or id < ${userId}::uuid))
      order by ${at} desc, id desc limit 50`.execute(trx);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    });
    expect(plan).toMatch(new RegExp(`^Limit .*\n\\s*->  Index Scan Backward using ${index} `));
    expect(plan).toMatch(new RegExp(`Index Cond: .*${time} <= `));
  },
);
