import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPythonDatabase, runNode, temporaryDirectory } from "@handsfree/testkit";
import { expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output } from "./handsfree.ts";

test.concurrent("the files that are published have no findings, on either engine", async () => {
  expect(await output(["migrate", "lint", "--all"])).toMatch(/^\d+ files, no findings\n$/);
  expect(await jsonOutput(["migrate", "lint", "--all"])).toEqual({
    files: expect.arrayContaining([
      "001_initial_schema.sql",
      "003_pending_action_decisions.duckdb.sql",
      "003_pending_action_decisions.postgres.sql",
    ]) as string[],
    findings: [],
  });
});

test.concurrent("without --all, the files that are pending on the database", async () => {
  await using directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "python.db") };
  expect(await handsfree(["migrate", "lint"], { env })).toEqual(failure(4, /there is no database/));
  await createPythonDatabase(env.DUCKDB_PATH);
  const pending = (await jsonOutput(["migrate", "lint"], { env })) as { files: string[] };
  expect(pending.files[0]).toBe("002_repo_policies_allow_comment.sql");
  expect(pending.files.join()).not.toContain("postgres");
  await output(["migrate", "up"], { env });
  expect(await output(["migrate", "lint"], { env })).toBe(
    "nothing is pending; --all looks at every file\n",
  );
});

test.concurrent("a finding is one line, and the exit code is 5", async () => {
  await using directory = await temporaryDirectory();
  const cli = await copyWithMigration(
    directory.path,
    "900_drop_users.sql",
    "-- it was time\n\nDROP TABLE users;",
  );
  const found = await runNode(cli, ["migrate", "lint", "--all"]);
  expect(found).toMatchObject({ code: 5, stderr: "" });
  expect(found.stdout).toMatch(
    /^900_drop_users\.sql:3 drop-table the rows of users are gone, .+\n$/,
  );
  const json = await runNode(cli, ["migrate", "lint", "--all", "--json"]);
  expect(json.code).toBe(5);
  expect(JSON.parse(json.stdout)).toMatchObject({
    findings: [{ file: "900_drop_users.sql", line: 3, rule: "drop-table" }],
  });
});

/** The CLI beside a folder of migrations with one more, as it would be in a checkout. */
async function copyWithMigration(directory: string, file: string, sql: string): Promise<string> {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const cli = join(directory, "cli");
  const scope = join(cli, "node_modules", "@handsfree");
  await mkdir(scope, { recursive: true });
  await cp(join(root, "apps/cli/src"), join(cli, "src"), { recursive: true });
  await cp(join(root, "apps/cli/package.json"), join(cli, "package.json"));
  const migrations = join(directory, "migrations");
  await cp(join(root, "migrations"), migrations, { recursive: true });
  await writeFile(join(migrations, file), sql);
  // Node erases no types within node_modules, unless they are only linked from there.
  await symlink(migrations, join(scope, "migrations"));
  for (const name of ["migrator", "query", "repositories", "schema"]) {
    await symlink(join(root, "packages", name), join(scope, name));
  }
  for (const name of ["cli-table3", "commander", "kysely"]) {
    await symlink(join(root, "apps/cli/node_modules", name), join(cli, "node_modules", name));
  }
  return join(cli, "src", "main.ts");
}
