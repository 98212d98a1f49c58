import { expect, test } from "vitest";
import {
  type DatabaseTarget,
  databaseTargetFromEnvironment,
  describeTarget,
  engineOf,
  openDatabase,
} from "../src/index.ts";

test.for<[Record<string, string>, DatabaseTarget]>([
  [{}, { engine: "duckdb", path: "/nowhere/data/handsfree.db" }],
  [{ DUCKDB_PATH: "x.db" }, { engine: "duckdb", path: "/nowhere/x.db" }],
  [{ DATABASE_URL: "postgres://h/d" }, { engine: "postgres", url: "postgres://h/d" }],
  [
    { DATABASE_URL: "postgresql://u:p%40ss@h:5433/d?sslmode=disable" },
    { engine: "postgres", url: "postgresql://u:p%40ss@h:5433/d?sslmode=disable" },
  ],
])("the environment %j names %j", ([environment, target]) => {
  expect(databaseTargetFromEnvironment(environment, "/nowhere")).toEqual(target);
});

test.for([
  [{ DATABASE_URL: "postgres://h/d", DUCKDB_PATH: "x.db" }, /DUCKDB_PATH are both set; unset/],
  [{ DATABASE_URL: "" }, /^DATABASE_URL is not a PostgreSQL URL; give one like postgres:/],
  [{ DATABASE_URL: "postgres://u:hunter2@h/d\n" }, /^DATABASE_URL .* no white space around it/],
  [{ DATABASE_URL: "mysql://u:hunter2@h/d" }, /^DATABASE_URL is not a PostgreSQL URL/],
  [{ DATABASE_URL: "postgres://u:hun#ter2@h/d" }, /^DATABASE_URL .* percent-encoded/],
  [{ DATABASE_URL: "postgres://u:hunter2%zz@h/d" }, /^DATABASE_URL .* percent-encoded/],
  [{ DATABASE_URL: "postgres://u:hunter2@h:port/d" }, /^DATABASE_URL is not/],
  [{ DUCKDB_PATH: "postgres://u:hunter2@h/d" }, /^DUCKDB_PATH is a PostgreSQL URL.* DATABASE_URL/],
] as const)("the environment %j is refused, and no password is told", ([environment, message]) => {
  const read = (): DatabaseTarget => databaseTargetFromEnvironment(environment);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/hun/);
});

test.for([
  ["sslmod=require", /"sslmod" that is not supported; .*\bsslmode\b/],
  ["sslmode=requier", /"sslmode", which must be disable, prefer/],
  ["sslmode=allow", /"sslmode", which must be/],
  ["sslmode=disable&sslmode=require", /"sslmode" more than once/],
  ["SSLMODE=require", /"SSLMODE" that is not supported/],
  ["searchpath=app", /"searchpath" that is not supported; .*\bsearch_path\b/],
  ["search_path=", /"search_path", which must not be empty/],
  ["schema=app", /"schema" that is not supported/],
  ["connect_timeout=5s", /"connect_timeout", which must be a whole number/],
  ["sslrootcert=/nowhere/root.crt", /"sslrootcert", which must be the path of a file/],
  ["target_session_attrs=read-write", /"target_session_attrs" that is not supported/],
  ["__proto__=1", /"__proto__" that is not supported/],
  ["constructor=1", /"constructor" that is not supported/],
  ["max=1", /"max" that is not supported/],
  ["hun ter2@h/d=1", /a parameter without a name that is not supported/],
] as const)("the URL's parameters %s are refused by name", async ([parameters, message]) => {
  const url = `postgres://u:hunter2@h/d?${parameters}`;
  const read = (): DatabaseTarget => databaseTargetFromEnvironment({ DATABASE_URL: url });
  expect(read).toThrow(message);
  expect(read).not.toThrow(/hun/);
  await expect(openDatabase({ url })).rejects.toMatchObject({
    code: "invalid_input",
    field: "url",
  });
});

test.for([
  [{ url: "postgres://h/d", path: "x.db" }, "url"],
  [{ url: "hunter2" }, "url"],
  [{ path: "postgres://u:hunter2@h/d" }, "path"],
  [{ path: ":memory:", poolSize: 0 }, "poolSize"],
  [{ path: ":memory:", poolSize: 1.5 }, "poolSize"],
] as const)("the options %j are refused", async ([options, field]) => {
  const error: unknown = await openDatabase(options).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "invalid_input", field });
  expect((error as Error).message).not.toContain("hunter2");
});

test("a message names the server and the database, not the user, the password or the settings", () => {
  const url = "postgresql://user:hunter2@h:5433/d?password=hunter2";
  expect(describeTarget({ engine: "postgres", url })).toBe("postgresql://h:5433/d");
  expect(describeTarget({ engine: "duckdb", path: "/x.db" })).toBe("/x.db");
});

test("a DuckDB database is known as one, and so is a transaction on it", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  expect(engineOf(db)).toBe("duckdb");
  expect(await db.transaction().execute(async (trx) => engineOf(trx))).toBe("duckdb");
});
