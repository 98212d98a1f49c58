import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { TestClock } from "@handsfree/testkit";
import type { FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildApp } from "../src/app.ts";

const clock = new TestClock();
let app: FastifyInstance;
let commits: number;
let fail: () => Promise<void>;
let close: () => Promise<void>;
beforeEach(async () => {
  const onCommit = (): void => void commits++;
  const db = await openDatabase({ path: ":memory:", observer: { onCommit } });
  const migrations = await readMigrations(migrationsDirectory);
  await migrateUp(db, migrations);
  app = await buildApp({ db, context: clock, migrations });
  commits = 0;
  fail = async () => {
    await db.deleteFrom("schema_migrations" as never).execute();
  };
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

test("a failure is told within a second, and no longer than a second", async () => {
  expect(await ask()).toBe(200);
  await fail();
  clock.advance(1000);
  expect(await Promise.all([ask(), ask()])).toEqual([503, 503]);
  clock.advance(500);
  expect(await ask()).toBe(503);
});

test("a clock that is set back keeps no answer", async () => {
  expect(await ask()).toBe(200);
  clock.advance(-3_600_000);
  expect(await ask()).toBe(200);
  expect(commits).toBe(2);
});
