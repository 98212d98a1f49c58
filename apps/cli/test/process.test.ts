import { join } from "node:path";
import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { beforeAll, describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { failure, handsfreeProcess, userId } from "./handsfree.ts";

const env = { DUCKDB_PATH: "", HANDSFREE_USER_ID: userId };
const directory = { path: "" };
beforeAll(async () => {
  const made = await temporaryDirectory();
  directory.path = made.path;
  env.DUCKDB_PATH = join(made.path, "handsfree.db");
  await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
  return () => made[Symbol.asyncDispose]();
});

describe.concurrent("as a process of its own", () => {
  test("it takes its settings from the environment", async () => {
    expect(await handsfreeProcess(["logs", "list"], { env })).toEqual({
      code: 0,
      stdout: "No action log matches.\n",
      stderr: "",
    });
  });

  test("it takes relative paths from the working directory", async () => {
    const options = { env: { HANDSFREE_USER_ID: userId }, cwd: directory.path };
    expect(
      await handsfreeProcess(["--database", "handsfree.db", "actions", "list"], options),
    ).toMatchObject({ code: 0, stderr: "" });
    expect(await handsfreeProcess(["--database", "absent.db", "actions", "list"], options)).toEqual(
      failure(4, /no database at .*absent\.db/),
    );
  });

  test("it reads a token from standard input, and exits with the code of the outcome", async () => {
    const args = ["actions", "cancel", "-"];
    expect(await handsfreeProcess(args, { env, input: "\n" })).toEqual(
      failure(2, /TOKEN is empty/),
    );
    expect(await handsfreeProcess(args, { env, input: "unknown\n" })).toEqual({
      code: 3,
      stdout: "not_found: the user has no such action\n",
      stderr: "",
    });
  });

  test("it ends wrong usage with one line and exit code 2", async () => {
    expect(await handsfreeProcess(["actions", "confrim"], { env })).toEqual(
      failure(2, /unknown command 'confrim' \(Did you mean confirm\?\)/),
    );
  });

  test("it prints its version", async () => {
    expect(await handsfreeProcess(["--version"])).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: "",
    });
  });
});
