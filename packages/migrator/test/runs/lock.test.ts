import { sql } from "kysely";
import { expect, test } from "vitest";
import { type MigrationEvent, migrateUp, migrationStatus } from "../../src/index.ts";
import { readHistory } from "../../src/history/read-history.ts";
import { acquireLock, type Lock } from "../../src/lock/acquire-lock.ts";
import { openEmpty } from "../sql-engines.ts";
import { files, rejection, run, tablesOf } from "./database.ts";

const two = files({
  "001_a.sql": "CREATE TABLE a (id INT)",
  "002_b.sql": "CREATE TABLE b (id INT)",
});

/** A runner elsewhere has the lock, of which something was heard this moment. */
const held = "UPDATE schema_migrations_lock SET owner = 'elsewhere/7/x', heartbeat_at = now()";

test("the lock is free again after a run, be it one that failed", async () => {
  await using db = await openEmpty();
  await rejection(migrateUp(db, files({ "001_a.sql": "SELECT * FROM nowhere" })));
  await migrateUp(db, two);
  const { rows } = await sql`select id, owner, heartbeat_at from schema_migrations_lock`.execute(
    db,
  );
  expect(rows).toEqual([{ id: 1, owner: null, heartbeat_at: null }]);
});

test("a dead runner is followed, and named", async () => {
  await using db = await openEmpty();
  await migrateUp(db, two, { to: "1" });
  await run(db, held);
  const events: MigrationEvent[] = [];
  const inAMinute = (): Date => new Date(Date.now() + 60_000);
  await migrateUp(db, two, { onEvent: (event) => events.push(event), lock: { now: inAMinute } });
  expect(events[0]).toMatchObject({ type: "taken_over", holder: "process 7 on elsewhere" });
  expect(await tablesOf(db)).toEqual(["a", "b"]);
});

test("who waits finds that it is done, without the lock", async () => {
  await using db = await openEmpty();
  await migrateUp(db, two, { to: "1" });
  await using lock = await holdLock(db);
  const wait = async (): Promise<void> => {
    await run(
      db,
      "CREATE TABLE b (id INT)",
      "INSERT INTO schema_migrations (version) VALUES ('002_b')",
    );
  };
  expect(await migrateUp(db, two, { lock: { wait } })).toEqual([]);
  expect(lock.lost).toBe(false);
  expect(await migrationStatus(db, two)).toMatchObject({ state: "current" });
});

async function holdLock(db: Awaited<ReturnType<typeof openEmpty>>): Promise<Lock> {
  const lock = await acquireLock(await readHistory(db), {});
  if (lock === undefined) throw new Error("somebody has it");
  return lock;
}
