import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@handsfree/query";
import { createPythonDatabase, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

test.concurrent("a backup, a mistake, and back: with every row and the same schema", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "data", "handsfree.db") };
  const backup = join(directory.path, "backup.db");
  await createPythonDatabaseIn(env.DUCKDB_PATH);
  // Before `up`, when it is wanted most.
  expect(await output(["backup", "backup.db"], { env, cwd: directory.path })).toMatch(
    /handsfree\.db is copied to .*backup\.db: 9 tables with \d+ rows, \d+\.\d MiB\n$/,
  );
  const schema = await output(["migrate", "schema"], { env });
  const before = await rowsOf(env.DUCKDB_PATH);
  await output(["migrate", "up"], { env });
  expect(await output(["migrate", "schema"], { env })).not.toBe(schema);

  expect(await handsfree(["restore", backup], { env })).toEqual(
    failure(2, /--database is there already .*--force/),
  );
  expect(await output(["restore", backup, "--force"], { env })).toMatch(
    /handsfree\.db is restored from .*backup\.db: .*; run "handsfree migrate up" on it\n$/,
  );
  expect(await output(["migrate", "schema"], { env })).toBe(schema);
  expect(await rowsOf(env.DUCKDB_PATH)).toEqual(before);

  await output(["migrate", "up"], { env });
  expect(await handsfree(["backup", backup], { env })).toEqual(failure(2, /FILE is there already/));
  const copied = await jsonOutput(["backup", backup, "--force"], { env });
  expect(copied).toMatchObject({ database: env.DUCKDB_PATH, file: backup });
  const { tables, rows } = copied as { tables: number; rows: number };
  const made = join(directory.path, "new", "made.db");
  expect(await jsonOutput(["restore", backup, "--database", made], { env })).toMatchObject({
    database: made,
    tables,
    rows,
    pending: 0,
  });
  expect(readdirSync(directory.path).toSorted()).toEqual(["backup.db", "data", "new"]);
});

async function createPythonDatabaseIn(path: string): Promise<void> {
  await (await openDatabase({ path })).destroy();
  await createPythonDatabase(path);
}

async function rowsOf(path: string): Promise<unknown> {
  await using db = await openDatabase({ path, readOnly: true });
  const tables = ["users", "commands", "pending_actions", "action_logs", "webhook_events"];
  return Promise.all(
    tables.map(
      async (table) =>
        (await sql`select columns(*)::text from ${sql.table(table)}`.execute(db)).rows,
    ),
  );
}

test.concurrent("what is no HandsFree database, or of a newer release, is not restored", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db") };
  const [other, newer, text] = ["other.db", "newer.db", "text.db"].map((name) =>
    join(directory.path, name),
  ) as [string, string, string];
  {
    await using db = await openDatabase({ path: other });
    await sql`create table things (x int)`.execute(db);
  }
  await output(["migrate", "up", "--database", newer]);
  {
    await using db = await openDatabase({ path: newer });
    await sql`insert into schema_migrations (version) values ('999_from_the_future')`.execute(db);
  }
  await writeFile(text, "hello");
  expect(await handsfree(["restore", other], { env })).toEqual(
    failure(4, /other\.db is not a HandsFree database/),
  );
  expect(await handsfree(["restore", newer], { env })).toEqual(failure(4, /999_from_the_future/));
  expect(await handsfree(["restore", text], { env })).toEqual(
    failure(4, /text\.db is a text file, not a DuckDB database/),
  );
  expect(await handsfree(["restore", join(directory.path, "absent.db")], { env })).toEqual(
    failure(4, /absent\.db: there is no database/),
  );
  expect(existsSync(env.DUCKDB_PATH)).toBe(false);
});

test.concurrent("a database that another process holds is neither copied nor replaced", async () => {
  await using directory = await temporaryDirectory();
  const database = join(directory.path, "handsfree.db");
  const backup = join(directory.path, "backup.db");
  const env = { DUCKDB_PATH: database };
  await output(["migrate", "up"], { env });
  await output(["backup", backup], { env });
  const holder = spawn(process.execPath, [
    "--conditions=@handsfree/source",
    fileURLToPath(new URL("hold-database.ts", import.meta.url)),
    database,
  ]);
  await once(holder.stdout, "data");
  try {
    expect(await handsfree(["backup", join(directory.path, "second.db")], { env })).toEqual(
      failure(
        4,
        new RegExp(
          `held by process ${holder.pid}, .* end that process, back up .* backupDatabase of @handsfree/query`,
        ),
      ),
    );
    expect(await handsfree(["restore", backup, "--force"], { env })).toEqual(
      failure(
        4,
        new RegExp(`handsfree\\.db is held by process ${holder.pid}; end that process, restore`),
      ),
    );
  } finally {
    holder.stdin.end();
    await once(holder, "close");
  }
});

test.concurrent("what cannot be copied is told", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "absent.db") };
  const url = { DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/d" };
  expect(await handsfree(["backup", "x.db"], { env })).toEqual(
    failure(4, /there is no database at/),
  );
  expect(await handsfree(["backup", " "], { env })).toEqual(failure(2, /FILE is empty/));
  expect(await handsfree(["restore", "x.db", "--database", ":memory:"])).toEqual(
    failure(2, /--database is in memory/),
  );
  const results = await Promise.all([
    handsfree(["backup", "x.db"], { env: url, cwd: directory.path }),
    handsfree(["restore", "x.db"], { env: url, cwd: directory.path }),
  ]);
  expect(results[0]).toEqual(
    failure(2, /DATABASE_URL names a PostgreSQL database, .* use pg_dump /),
  );
  expect(results[1]).toEqual(
    failure(2, /DATABASE_URL names a PostgreSQL database, .* use pg_restore /),
  );
  for (const { stderr } of results) expect(stderr).not.toContain("hunter2");
  expect(readdirSync(directory.path)).toEqual([]);
});
