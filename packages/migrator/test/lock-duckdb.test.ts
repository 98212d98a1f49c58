import { expect, test } from "vitest";
import { migrateUp } from "../src/index.ts";
import { openEmpty } from "./sql-engines.ts";
import { files, run } from "./runs/database.ts";

const two = files({
  "001_a.sql": "CREATE TABLE a (id INT)",
  "002_b.sql": "CREATE TABLE b (id INT)",
});

test("on DuckDB, which one process uses at a time, a runner of another process is dead at once", async () => {
  await using db = await openEmpty();
  await migrateUp(db, two, { to: "1" });
  await run(db, "UPDATE schema_migrations_lock SET owner = 'elsewhere/7/x', heartbeat_at = now()");
  const wait = (): Promise<never> => Promise.reject(new Error("it waited"));
  expect(await migrateUp(db, two, { lock: { wait } })).toHaveLength(1);
});
