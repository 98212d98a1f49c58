import { createServer } from "node:net";
import { once } from "node:events";
import { sql } from "kysely";
import { expect, inject, test } from "vitest";
import { engineOf, openDatabase } from "../src/index.ts";
import { openPostgres } from "./empty-database.ts";

function changed(change: (url: URL) => void): string {
  const url = new URL(inject("postgresUrl"));
  change(url);
  return url.href;
}

test.for([
  ["a port where nobody listens", (url) => (url.port = "1"), "database_unavailable", true],
  ["a host that is not there", (url) => (url.hostname = "h.invalid"), "database_unavailable", true],
  ["a wrong password", (url) => (url.password = "wrong"), "database_unreadable", false],
  ["no password", (url) => (url.password = ""), "database_unreadable", false],
  ["a database that is not there", (url) => (url.pathname = "/nope"), "database_not_found", false],
  [
    "a certificate that is asked of a server without one",
    (url) => (url.search = "?sslmode=verify-full"),
    "database_unreadable",
    false,
  ],
] as [string, (url: URL) => void, string, boolean][])(
  "%s is known when it is opened",
  async ([, change, code, retryable]) => {
    const url = changed(change);
    const error: unknown = await openDatabase({ url }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, retryable });
    const { host, pathname } = new URL(url);
    const { password } = new URL(inject("postgresUrl"));
    expect((error as Error).message).toMatch(new RegExp(`^postgres://${host}${pathname}: `));
    expect((error as Error).message).not.toContain(password);
  },
);

test("a server that hangs up is unavailable", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await expect(openDatabase({ url: `postgres://u:p@127.0.0.1:${port}/d` })).rejects.toMatchObject({
    code: "database_unavailable",
  });
  server.close();
});

test("sessions run in UTC, whatever the server is set to", async () => {
  await using db = await openPostgres();
  const { rows } = await sql`select current_setting('TimeZone') as zone,
    current_setting('DateStyle') as style, now()::text like '%+00' as utc`.execute(db);
  expect(rows).toEqual([{ zone: "UTC", style: "ISO, YMD", utc: true }]);
  await using plain = await openDatabase({ url: inject("postgresUrl") });
  const { rows: server } = await sql`select reset_val as zone from pg_settings
    where name = 'TimeZone'`.execute(plain);
  expect(server).toEqual([{ zone: "America/St_Johns" }]);
});

test("a database that is opened for reading refuses every write", async () => {
  await using db = await openPostgres({ readOnly: true });
  await expect(sql`create table t (id int)`.execute(db)).rejects.toMatchObject({
    code: "database_read_only",
  });
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test("a pool has 10 connections, unless told otherwise", async () => {
  const atOnce = async (poolSize?: number): Promise<number> => {
    await using db = await openPostgres(poolSize === undefined ? {} : { poolSize });
    const pids = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const { rows } = await sql<{
          pid: number;
        }>`select pg_backend_pid() as pid, pg_sleep(0.01)`.execute(db);
        return rows[0]?.pid;
      }),
    );
    return new Set(pids).size;
  };
  expect(await atOnce()).toBe(10);
  expect(await atOnce(3)).toBe(3);
});

test("a PostgreSQL database is known as one, and so is a transaction on it", async () => {
  await using db = await openPostgres();
  expect(engineOf(db)).toBe("postgres");
  expect(await db.transaction().execute(async (trx) => engineOf(trx))).toBe("postgres");
});

test("what the server says of a row is in the cause alone", async () => {
  await using db = await openPostgres<{ people: { email: string; age: number } }>();
  await sql`create table people (email text unique, age int check (age > 0))`.execute(db);
  const add = (email: string, age: unknown) =>
    db
      .insertInto("people")
      .values({ email, age: age as number })
      .execute();
  await add("ada@example.org", 36);
  const failures = await Promise.allSettled([
    add("ada@example.org", 36),
    add("bob@example.org", -1),
    add("bob@example.org", "ada@example.org"),
    add("bob@example.org", 3_000_000_000),
    sql`select * from ${sql.table("nope")}`.execute(db),
  ]);
  expect(failures.map((failure) => (failure as { reason: { code: string } }).reason.code)).toEqual([
    "duplicate_key",
    "constraint_violation",
    "invalid_value",
    "invalid_value",
    "invalid_query",
  ]);
  expect(JSON.stringify(failures)).not.toContain("example.org");
});

test.for([
  ["search_path=app,%20public", "search_path", "app, public"],
  ["options=-c%20search_path%3Dapp", "search_path", "app"],
  ["options=-c%20work_mem%3D2MB&search_path=%22My%20App%22", "search_path", '"My App"'],
  ["options=-c%20work_mem%3D2MB&search_path=app", "work_mem", "2MB"],
  ["application_name=teapot&connect_timeout=3", "application_name", "teapot"],
  ["connect_timeout=0&keepalives=0", "application_name", "handsfree"],
  ["keepalives=1&keepalives_idle=5", "application_name", "handsfree"],
  ["statement_timeout=1234", "statement_timeout", "1234ms"],
  ["lock_timeout=1234&sslmode=disable", "lock_timeout", "1234ms"],
] as const)(
  "the URL's parameters %s make %s %s in every session",
  async ([parameters, name, value]) => {
    const url = `${inject("postgresUrl")}?${parameters}`;
    await using db = await openDatabase({ url, poolSize: 2 });
    const read = () => sql`select current_setting(${name}) as value`.execute(db);
    for (const { rows } of await Promise.all([read(), read(), read()]))
      expect(rows).toEqual([{ value }]);
  },
);

test("a search_path of the URL is where tables are made and found", async () => {
  await using server = await openPostgres();
  await sql`create schema app`.execute(server);
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(server);
  const url = changed((target) => {
    target.pathname = `/${rows[0]?.name}`;
    target.searchParams.set("search_path", "app");
  });
  await using db = await openDatabase({ url });
  await sql`create table things (id int)`.execute(db);
  const { rows: found } =
    await sql`select schemaname from pg_tables where tablename = 'things'`.execute(server);
  expect(found).toEqual([{ schemaname: "app" }]);
});
