import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import { createPythonDatabase, laterPythonVersions, temporaryDirectory } from "@handsfree/testkit";
import { sql } from "kysely";
import { expect, test, vi } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

// A dozen processes a test, of tests at once.
vi.setConfig({ testTimeout: 90_000 });

const four = {
  "001_first.sql": "CREATE TABLE a (id INT);",
  "002_second.sql": "CREATE TABLE b (id INT);",
  "003_third.sql":
    "-- migrate: no-transaction\nCREATE TABLE c (id INT);\nCREATE TABLE taken (id INT);\nCREATE TABLE d (id INT);",
  "004_fourth.sql": "CREATE TABLE e (id INT);",
};

interface Place extends AsyncDisposable {
  /** Of a `migrate` command on files and a database of its own. */
  args(...args: readonly string[]): string[];
  readonly directory: string;
  readonly database: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
}

async function place(files: Readonly<Record<string, string>>): Promise<Place> {
  const temporary = await temporaryDirectory();
  const directory = join(temporary.path, "migrations");
  const database = join(temporary.path, "own.db");
  const write = async (contents: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(contents))
      await writeFile(join(directory, name), text);
  };
  await mkdir(directory);
  await write(files);
  return {
    args: (...args) => ["migrate", ...args, "--directory", directory, "--database", database],
    directory,
    database,
    write,
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
}

test.concurrent("a dry run says what would be applied, and makes no database", async () => {
  await using own = await place(four);
  expect(await output(own.args("up", "--dry-run", "--to", "2"))).toBe(
    `would apply 001_first.sql\nwould apply 002_second.sql\n${own.database}: 2 of 4 pending migrations would be applied\n`,
  );
  expect(existsSync(own.database)).toBe(false);
  expect(await output(own.args("up", "--to", "1"))).toMatch(
    /is up to date to 1: 1 migration applied/,
  );
  expect(await jsonOutput(own.args("up", "--dry-run", "--to", "002_second"))).toEqual({
    database: own.database,
    would_apply: [{ version: "002_second", file: "002_second.sql", from_statement: 1 }],
    would_allow: [],
    held_back: 2,
  });
  expect(await handsfree(own.args("up", "--to", "5"))).toEqual(
    failure(2, /--to must name a migration/),
  );
});

test.concurrent("every problem of the files is told at once, and exits with 6", async () => {
  await using own = await place({ "1.sql": "SELECT 1", "001_a.sql": "COMMIT", "003_c.sql": "" });
  const all =
    /001_a\.sql begins or ends a transaction .*; 003_c\.sql must have SQL.*; 1\.sql must be named .*; 003_c\.sql comes after a gap/;
  expect(await handsfree(own.args("up"))).toEqual(failure(6, all));
  expect(await handsfree(own.args("up", "--dry-run"))).toEqual(failure(6, all));
});

test.concurrent("files with problems: up names each, and makes no database", async () => {
  await using own = await place({ ...four, "006_gap.sql": "SELECT 1;", "bad.sql": "SELECT 1;" });
  expect(await handsfree(own.args("up"))).toEqual(
    failure(6, /bad\.sql must be named .*006_gap\.sql comes after a gap/),
  );
  expect(existsSync(own.database)).toBe(false);
});

test.concurrent("a changed file: status and verify exit with 6, up refuses until it is allowed", async () => {
  await using own = await place(four);
  await output(own.args("up", "--to", "2"));
  expect(await output(own.args("verify"))).toBe("2 of 2 recorded migrations are unchanged\n");
  await own.write({ "001_first.sql": "CREATE TABLE a (id BIGINT);" });
  const [up, status, verify] = [
    await handsfree(own.args("up", "--to", "2")),
    await handsfree(own.args("status")),
    await handsfree(own.args("verify", "--json")),
  ];
  expect(up).toEqual(failure(6, /^handsfree: 001_first\.sql has changed since it was applied/));
  expect(status).toMatchObject({ code: 6, stderr: "" });
  expect(status.stdout).toMatch(
    /^001_first +applied +changed .*\n(?:.*\n)+problem: 001_first\.sql has changed/m,
  );
  expect(verify).toMatchObject({ code: 6, stderr: "" });
  expect(JSON.parse(verify.stdout)).toMatchObject({
    ok: false,
    problems: [{ kind: "changed_file" }],
  });

  expect(await output(own.args("up", "--to", "2", "--allow-changed"))).toMatch(
    /^accepted 001_first\.sql, which has changed since it was applied\n.*nothing was pending/,
  );
  expect(await output(own.args("verify"))).toContain("1 of 2");
  expect((await handsfree(own.args("status"))).stdout).toMatch(/^001_first +applied +accepted /m);
});

test.concurrent("a statement outside a transaction fails: repair, and the next up goes on there", async () => {
  await using own = await place({ ...four, "002_second.sql": "CREATE TABLE taken (id INT);" });
  expect(await handsfree(own.args("up"))).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(
      /^handsfree: 003_third\.sql failed at statement 2, line 3, and the statements before it stay applied: .*taken.*; fix it, then run repair\n$/,
    ) as string,
  });
  expect(await handsfree(own.args("up"))).toEqual(
    failure(6, /003_third\.sql failed at statement 2, line 3/),
  );
  expect(await handsfree(own.args("status"))).toMatchObject({
    code: 6,
    stdout: expect.stringMatching(/^003_third +failed +- /m) as string,
  });
  // The person decides that the table of 002 is as good.
  expect(await handsfree(own.args("repair", "--resume-at", "9"))).toEqual(
    failure(2, /--resume-at must be a statement of 003_third\.sql, from 1 to 3, or 4/),
  );
  expect(await output(own.args("repair", "--resume-at", "3"))).toBe(
    "003_third: the next up runs 003_third.sql from statement 3\n",
  );
  expect((await handsfree(own.args("status"))).code).toBe(5);
  expect(await output(own.args("up"))).toMatch(/^applied 003_third\.sql .*\napplied 004_fourth/);
  expect(await output(own.args("repair"))).toBe("there was nothing to repair\n");
});

const pythonVersions = laterPythonVersions.map(({ version }) => version);

test.concurrent("a Python database: up adopts it, verify says what is not known, repair records it", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "python.db") };
  await createPythonDatabase(env.DUCKDB_PATH, { versions: pythonVersions });
  expect(await output(["migrate", "up"], { env })).toMatch(
    /^adopted a history of 18 versions without checksums; .*\napplied 002_[^]*\nadopted 004_add_idempotency_keys_table by adopt\/idempotency_keys\.duckdb\.sql\n/,
  );
  const verify = await handsfree(["migrate", "verify"], { env });
  expect(verify).toMatchObject({ code: 6, stderr: "" });
  expect(verify.stdout).toMatch(/^unverified: 001_initial_schema was recorded without a checksum/);
  expect(await output(["migrate", "status"], { env })).toMatch(
    /^001_initial_schema +applied +unverified/m,
  );
  expect(await output(["migrate", "repair"], { env })).toBe(
    "001_initial_schema: recorded the checksum of 001_initial_schema.sql as applied\n",
  );
  expect(await output(["migrate", "verify"], { env })).toMatch(
    /^\d+ of \d+ recorded migrations are unchanged; 17 without a file\n$/,
  );
  const drift = await output(["migrate", "verify", "--drift"], { env });
  expect(drift).toMatch(/^the schema is what the migrations make$/m);
  expect(drift.match(/^left as it is: table \w+, which is another program's$/gm)).toHaveLength(10);
  expect(await jsonOutput(["migrate", "verify", "--drift"], { env })).toMatchObject({
    ok: true,
    foreign_tables: expect.arrayContaining(["api_keys", "idempotency_keys"]) as string[],
  });
});

test.concurrent("baseline records what was made another way", async () => {
  await using own = await place(four);
  expect(await handsfree(own.args("baseline", "--at", "2"))).toEqual(failure(4, /no database at/));
  await output(own.args("up", "--to", "1"));
  expect(await output(own.args("baseline", "--at", "002_second"))).toBe(
    "recorded 002_second.sql as applied, without running it\n",
  );
  expect(await output(own.args("baseline", "--at", "2"))).toBe("there was nothing to record\n");
  expect(await output(own.args("up"))).toMatch(/2 migrations applied/);
  expect(await handsfree(own.args("baseline"))).toEqual(failure(2, /--at/));
});

test.concurrent("new makes the next file, which no run takes while it has no SQL", async () => {
  await using own = await place(four);
  expect(await output(own.args("new", "Add the users"))).toBe(
    `created ${join(own.directory, "005_add_the_users.sql")}\n`,
  );
  expect(await handsfree(own.args("up"))).toEqual(
    failure(6, /005_add_the_users\.sql must have SQL/),
  );
  expect(await jsonOutput(own.args("new", "split-it", "--variants"))).toEqual({
    files: ["duckdb", "postgres"].map((engine) =>
      join(own.directory, `006_split_it.${engine}.sql`),
    ),
  });
  expect(await readFile(join(own.directory, "006_split_it.postgres.sql"), "utf8")).toMatch(
    /^-- Why/,
  );
  expect(await handsfree(own.args("new", "../evil"))).toEqual(
    failure(2, /NAME must be English letters and digits/),
  );
});

test.concurrent("files that would be altered or run in part are refused, and no database is made", async () => {
  await using own = await place({});
  const latin1 = Buffer.from("SELECT 1;\nSELECT 'M\u00fcller';\n", "latin1");
  await writeFile(join(own.directory, "001_first.sql"), latin1);
  expect(await handsfree(own.args("up"))).toEqual(
    failure(6, /001_first\.sql is not UTF-8 text: byte 0xfc at offset 19, line 2/),
  );
  await own.write({
    "001_first.sql": "-- +goose Up\nCREATE TABLE a (id INT);\n-- +goose Down\nDROP TABLE a;\n",
    "002_second.sql": "--migrate: no-transaction\nSELECT 1;",
    "003_third.SQL": "SELECT 1;",
    "004_fourth.sql": "\\connect other\nSELECT 1;",
  });
  await symlink("ada@host.1:2", join(own.directory, ".#001_first.sql"));
  const all =
    /001_first\.sql has "-- \+goose Down" in line 3.*002_second\.sql has "--migrate: no-transaction" in line 1.*003_third\.SQL must be named .*004_fourth\.sql has \\connect in line 1/;
  expect(await handsfree(own.args("up"))).toEqual(failure(6, all));
  expect(existsSync(own.database)).toBe(false);
});

test.concurrent("a failure says the statement, its line and the database's words", async () => {
  await using own = await place({
    "001_first.sql": "CREATE TABLE a (id INT);\n\nSELECT\n  error('run job 42 first');\n",
  });
  expect(await handsfree(own.args("up"))).toEqual(
    failure(5, /statement 2, line 3 \(SELECT error\('…'\)\): .*run job 42 first/),
  );
});

test.concurrent("another program's history is refused by every command, with exit code 4", async () => {
  await using own = await place(four);
  {
    await using db = await openDatabase({ path: own.database });
    await sql`create table schema_migrations (version varchar primary key)`.execute(db);
  }
  const refused = failure(4, /schema_migrations is not the migrator's: it has \(version varchar\)/);
  for (const command of ["status", "verify", "up", "repair"])
    expect(await handsfree(own.args(command))).toEqual(refused);
});
