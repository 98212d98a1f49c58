import { existsSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import { createPythonDatabase, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

test.concurrent("a new database: up, up again, status", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "made", "handsfree.db") };

  expect(await output(["migrate", "up"], { env })).toMatch(
    /^applied 001_initial_schema\.sql \([\d.]+ m?s\)\n(?:applied \d{3}_\w+(?:\.duckdb)?\.sql \([\d.]+ m?s\)\n)+.*handsfree\.db is up to date: \d+ migrations applied\n$/,
  );
  expect(await output(["migrate", "up"], { env })).toMatch(/is up to date: nothing was pending\n$/);

  const table = await output(["migrate", "status"], { env });
  expect(
    table
      .replaceAll(time, "TIME")
      .replaceAll(/\d+ ms/g, "N ms")
      .split("\n")
      .slice(0, 2),
  ).toEqual([
    "MIGRATION                            STATE    CHECKSUM  APPLIED AT                TOOK",
    "001_initial_schema                   applied  same      TIME  N ms",
  ]);
  expect(table).not.toMatch(/  pending/);
});

test.concurrent("a relative --database is taken from the working directory", async () => {
  await using directory = await temporaryDirectory();
  const applied = await jsonOutput(["--database", "own.db", "migrate", "up"], {
    cwd: directory.path,
  });
  expect(applied).toMatchObject({
    database: join(directory.path, "own.db"),
    applied: expect.arrayContaining([
      {
        version: "001_initial_schema",
        file: "001_initial_schema.sql",
        duration_ms: expect.any(Number) as number,
      },
    ]) as object[],
  });
  expect(existsSync(join(directory.path, "own.db"))).toBe(true);
});

test.concurrent("pending migrations: status exits with 5, other commands with 4", async () => {
  await using directory = await temporaryDirectory();
  const database = join(directory.path, "python.db");
  await createPythonDatabase(database);
  const env = { DUCKDB_PATH: database };

  const [table, json, list] = await Promise.all([
    handsfree(["migrate", "status"], { env }),
    handsfree(["migrate", "status", "--json"], { env }),
    handsfree(["webhooks", "list"], { env }),
  ]);
  expect(table).toMatchObject({ code: 5, stderr: "" });
  expect(table.stdout).toMatch(/^001_initial_schema +applied +unverified +\d{4}-.*Z +-$/m);
  expect(table.stdout).toMatch(/^002_\w+ +pending +- +- +-$/m);
  expect(json).toMatchObject({ code: 5, stderr: "" });
  expect(JSON.parse(json.stdout)).toMatchObject({
    state: "pending",
    applied: [{ version: "001_initial_schema", applied_at: expect.stringMatching(time) as string }],
    unverified: ["001_initial_schema"],
    pending: expect.arrayContaining([
      {
        version: "002_repo_policies_allow_comment",
        file: "002_repo_policies_allow_comment.sql",
      },
    ]) as object[],
    problems: [],
  });
  expect(list).toEqual(
    failure(4, /does not have 002_\w+, .* yet; run "handsfree migrate up" on it/),
  );

  await output(["migrate", "up"], { env });
  expect(await output(["webhooks", "list"], { env })).toContain("push");
});

test.concurrent("migrations of another release are told, and nothing else runs", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "newer.db") };
  await output(["migrate", "up"], { env });
  {
    await using db = await openDatabase({ path: env.DUCKDB_PATH });
    await sql`insert into schema_migrations (version) values ('999_from_the_future')`.execute(db);
  }
  const [status, list] = await Promise.all([
    handsfree(["migrate", "status", "--json"], { env }),
    handsfree(["webhooks", "list"], { env }),
  ]);
  expect(status.code).toBe(4);
  expect(JSON.parse(status.stdout)).toMatchObject({
    pending: [],
    state: "newer",
    problems: [{ kind: "newer_database", about: ["999_from_the_future"] }],
  });
  expect(list).toEqual(failure(4, /999_from_the_future/));
  expect(await handsfree(["migrate", "up"], { env })).toEqual(failure(4, /999_from_the_future/));
});

test.concurrent("a migration that fails exits with 5", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "foreign.db") };
  {
    await using db = await openDatabase({ path: env.DUCKDB_PATH });
    await sql`create table commands (words text)`.execute(db);
  }
  expect(await handsfree(["migrate", "up"], { env })).toEqual(
    failure(5, /001_initial_schema\.sql failed and left nothing/),
  );
});
