import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { migrateUp } from "../src/index.ts";
import { emptyDatabase, files, rejection, run, tablesOf } from "./runs/database.ts";

test("what a file sets is taken back, and does not keep its row from being found", async () => {
  await using empty = await emptyDatabase();
  // One connection, which each file and whoever comes next gets.
  await using db = await openDatabase({ ...empty.options, poolSize: 1 });
  const settings = sql`select current_setting('search_path') as path, current_user as role,
    current_setting('lock_timeout') as timeout, current_setting('TimeZone') as zone`;
  const before = await settings.execute(db);
  // As pg_dump begins its files.
  const dump = "SELECT pg_catalog.set_config('search_path', '', false); SET lock_timeout = 5000;";
  const all = files({
    "001_a.sql": `${dump} SET TimeZone = 'Asia/Tokyo'; CREATE TABLE public.a (id INT)`,
    "002_b.sql": `-- migrate: no-transaction\n${dump} CREATE TABLE public.b (id INT)`,
    "003_c.sql": "CREATE TABLE c (id INT); SET ROLE pg_monitor",
    "004_d.sql": `${dump} SELECT * FROM nowhere`,
  });
  await migrateUp(db, all, { to: "2" });
  expect((await settings.execute(db)).rows).toEqual(before.rows);
  await run(db, "GRANT ALL ON schema_migrations TO pg_monitor");
  await migrateUp(db, all, { to: "3" });
  expect((await settings.execute(db)).rows).toEqual(before.rows);
  expect(await rejection(migrateUp(db, all))).toMatchObject({ code: "migration_failed" });
  expect((await settings.execute(db)).rows).toEqual(before.rows);
  expect(await tablesOf(db)).toEqual(["a", "b", "c"]);
});
