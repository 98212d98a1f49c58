import { tmpdir } from "node:os";
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
let diskSpace: { folder: string; minimum: number };
beforeEach(async () => {
  const onCommit = (): void => {
    commits++;
    clock.advance(took);
  };
  took = 0;
  diskSpace = { folder: tmpdir(), minimum: 1 };
  const db = await openDatabase({ path: ":memory:", observer: { onCommit } });
  const migrations = await readMigrations(migrationsDirectory);
  await migrateUp(db, migrations);
  app = await buildApp({ db, context: clock, migrations, diskSpace });
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

interface Health {
  readonly status: string | number;
  readonly code?: string;
  readonly detail?: string;
  readonly checks: Readonly<Record<string, string>>;
}

const answerOf = async (url: string): Promise<[number, Health]> => {
  const response = await app.inject({ url });
  return [response.statusCode, response.json<Health>()];
};

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

test("ready names each check, and shares the commit of its checks with others", async () => {
  const ready = { schema: "ok", writes: "ok", disk_space: "ok" };
  expect(await answerOf("/health/ready")).toEqual([200, { status: "ok", checks: ready }]);
  expect([await ask(), commits]).toEqual([200, 1]);
});

test("ready names the checks that failed, with their reasons", async () => {
  diskSpace.minimum = Number.MAX_SAFE_INTEGER;
  expect(await answerOf("/health/ready")).toMatchObject([
    503,
    { code: "not_ready", checks: { schema: "ok", writes: "ok", disk_space: "failed" } },
  ]);
  await fail();
  clock.advance(1000);
  const [status, { detail, checks }] = await answerOf("/health/ready");
  expect([status, checks]).toEqual([503, { schema: "failed", writes: "ok", disk_space: "failed" }]);
  expect(detail).toMatch(/^schema: .*; disk_space: .* bytes left, and DISK_SPACE_MINIMUM is \d+/);
  diskSpace.minimum = 0;
  await recover();
  expect((await answerOf("/health/ready"))[0]).toBe(200);
});

test("a volume that cannot be asked is not ready, and its path stays in the log", async () => {
  diskSpace.folder = "/nowhere/private";
  const [status, { detail }] = await answerOf("/health/ready");
  expect([status, detail]).toEqual([503, "disk_space: it failed"]);
});

test("live answers without the database, also while the server stops; ready does not", async () => {
  const live = [200, { status: "ok", checks: { process: "ok" } }];
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  app.get("/slow", { config: { access: "public" } }, async () => {
    begun.resolve();
    await end.promise;
    return "done";
  });
  await fail();
  commits = 0;
  expect(await answerOf("/health/live")).toEqual(live);
  expect(commits).toBe(0);
  const address = await app.listen({ port: 0, host: "127.0.0.1" });
  const slow = fetch(`${address}/slow`);
  await begun.promise;
  const closed = app.close();
  await expect.poll(() => app.closingSignal.aborted).toBe(true);
  const [ready, alive] = await Promise.all(
    ["ready", "live"].map((name) => fetch(`${address}/health/${name}`)),
  );
  expect(ready?.status).toBe(503);
  expect(await ready?.json()).toMatchObject({ code: "closing" });
  expect(await alive?.json()).toEqual(live[1]);
  end.resolve();
  expect(await (await slow).text()).toBe("done");
  await closed;
});
