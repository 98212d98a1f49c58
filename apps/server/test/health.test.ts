import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { TestClock } from "@handsfree/testkit";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";

const clock = new TestClock();
let app: FastifyInstance;
let commits: number;
/** How long a check takes, in milliseconds. */
let took: number;
let fail: () => Promise<void>;
let recover: () => Promise<void>;
let close: () => Promise<void>;
beforeEach(async () => {
  const onCommit = (): void => {
    commits++;
    clock.advance(took);
  };
  took = 0;
  const db = await openDatabase({ path: ":memory:", observer: { onCommit } });
  const migrations = await readMigrations(migrationsDirectory);
  await migrateUp(db, migrations);
  app = await buildApp({ db, context: clock, migrations });
  commits = 0;
  fail = () =>
    sql`alter table schema_migrations rename to elsewhere`.execute(db).then(() => undefined);
  recover = () =>
    sql`alter table elsewhere rename to schema_migrations`.execute(db).then(() => undefined);
  close = async () => {
    await app.close();
    await db.destroy();
  };
});
afterEach(() => close());

const ask = async (): Promise<number> => (await app.inject({ url: "/health" })).statusCode;

test("who asks at the same time, or within a second, shares one commit", async () => {
  const together = await Promise.all(Array.from({ length: 50 }, ask));
  expect(together).toEqual(Array(50).fill(200));
  expect(commits).toBe(1);
  clock.advance(999);
  expect(await ask()).toBe(200);
  expect(commits).toBe(1);
  clock.advance(1);
  expect(await Promise.all([ask(), ask()])).toEqual([200, 200]);
  expect(commits).toBe(2);
});

test("the second counts from the start of the check", async () => {
  took = 700;
  expect(await ask()).toBe(200);
  clock.advance(299);
  expect([await ask(), commits]).toEqual([200, 1]);
  clock.advance(1);
  expect([await ask(), commits]).toEqual([200, 2]);
});

test("a check that takes longer than a second answers those who asked meanwhile, and no others", async () => {
  took = 5000;
  expect(await Promise.all([ask(), ask()])).toEqual([200, 200]);
  expect(commits).toBe(1);
  expect([await ask(), commits]).toEqual([200, 2]);
});

test("a failure is told within a second, and no longer than it lasts", async () => {
  expect(await ask()).toBe(200);
  await fail();
  expect(await ask()).toBe(200);
  clock.advance(1000);
  expect(await Promise.all([ask(), ask()])).toEqual([503, 503]);
  expect(await ask()).toBe(503);
  await recover();
  expect(await ask()).toBe(200);
});

test("a clock that is set back keeps no answer", async () => {
  expect(await ask()).toBe(200);
  clock.advance(-3_600_000);
  expect(await ask()).toBe(200);
  expect(commits).toBe(2);
});
