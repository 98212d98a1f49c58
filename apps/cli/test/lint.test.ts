import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPythonDatabase, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

/** PGlite takes seconds to start, and more beside other tests. */
const withPostgres = 180_000;

test(
  "the files that are published have no findings, on either engine",
  async () => {
    expect(await jsonOutput(["migrate", "lint", "--all"])).toEqual({
      files: expect.arrayContaining([
        "001_initial_schema.sql",
        "003_pending_action_decisions.duckdb.sql",
        "003_pending_action_decisions.postgres.sql",
      ]) as string[],
      findings: [],
      notChecked: [],
    });
  },
  withPostgres,
);

test(
  "what could not be checked is told, and nothing is claimed of it",
  async () => {
    await using directory = await temporaryDirectory();
    const sql = "CREATE EXTENSION postgis;\nCREATE TABLE places (place geometry)";
    await writeFile(join(directory.path, "001_places.postgres.sql"), sql);
    await writeFile(
      join(directory.path, "001_places.duckdb.sql"),
      "CREATE TABLE places (place TEXT)",
    );
    const lint = ["migrate", "lint", "--all", "--directory", directory.path];
    expect(await output(lint)).toMatch(
      /^not checked: 001_places\.postgres\.sql:1 .+"postgis".+\nnot checked: .+:2 .+\n2 files, no findings in the checks that ran\n$/,
    );
  },
  withPostgres,
);

test(
  "without --all, the files that are pending on the database",
  async () => {
    await using directory = await temporaryDirectory();
    const env = { DUCKDB_PATH: join(directory.path, "python.db") };
    expect(await handsfree(["migrate", "lint"], { env })).toEqual(
      failure(4, /there is no database/),
    );
    await createPythonDatabase(env.DUCKDB_PATH);
    const pending = (await jsonOutput(["migrate", "lint"], { env })) as { files: string[] };
    expect(pending.files[0]).toBe("002_repo_policies_allow_comment.sql");
    expect(pending.files.join()).not.toContain("postgres");
    await output(["migrate", "up"], { env });
    expect(await output(["migrate", "lint"], { env })).toBe(
      "nothing is pending; --all checks every file\n",
    );
  },
  withPostgres,
);

test.concurrent("a finding is one line, the exit code is 5, and a reason silences it", async () => {
  await using directory = await temporaryDirectory();
  const lint = ["migrate", "lint", "--all", "--directory", directory.path];
  const write = (file: string, sql: string): Promise<void> =>
    writeFile(join(directory.path, file), sql);
  await write("001_make.duckdb.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY)");
  await write("002_drop_users.duckdb.sql", "-- it was time\n\nDROP TABLE users;\nCOMMIT;");

  const found = await handsfree(lint);
  expect(found).toMatchObject({ code: 5, stderr: "" });
  expect(found.stdout).toMatch(
    /^002_drop_users\.duckdb\.sql:3 drop-table the rows of users are lost, .+\n002_drop_users\.duckdb\.sql:4 transaction-statement .+\n$/,
  );
  const json = await handsfree([...lint, "--json"]);
  expect(json.code).toBe(5);
  expect(JSON.parse(json.stdout)).toMatchObject({
    findings: [{ file: "002_drop_users.duckdb.sql", line: 3, rule: "drop-table" }, { line: 4 }],
  });
  const because = "no release reads it";
  const allow = [{ file: "002_drop_users.duckdb.sql", line: 3, rule: "drop-table", because }];
  await write("lint.json", JSON.stringify({ allow }));
  await write("002_drop_users.duckdb.sql", "-- it was time\n\nDROP TABLE users;");
  expect(await output(lint)).toBe("2 files, no findings\n");
});

test.concurrent("a file of comments alone does not keep the others from being looked at", async () => {
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, "001_make.duckdb.sql"), "CREATE TABLE users (id INTEGER)");
  await writeFile(join(directory.path, "002_later.duckdb.sql"), "-- to be written");
  await writeFile(join(directory.path, "003_drop.duckdb.sql"), "DROP TABLE users");
  const lint = ["migrate", "lint", "--all", "--directory", directory.path];
  const found = await handsfree(lint);
  expect(found).toMatchObject({ code: 5, stderr: "" });
  expect(found.stdout).toMatch(
    /^002_later\.duckdb\.sql:1 empty-file .+\n003_drop\.duckdb\.sql:1 drop-table .+\n$/,
  );
});

test.concurrent("what is no migration is told, and nothing of the others", async () => {
  await using directory = await temporaryDirectory();
  const lint = ["migrate", "lint", "--all", "--directory", directory.path];
  await writeFile(join(directory.path, "1-drop.sql"), "DROP TABLE users");
  await writeFile(join(directory.path, "003_late.sql"), "DROP TABLE users");
  expect(await handsfree(lint)).toEqual(
    failure(6, /1-drop\.sql must be named like .+003_late\.sql comes after a gap/),
  );
});
