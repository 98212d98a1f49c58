import { openTestDatabase, temporaryDirectory } from "@handsfree/testkit";
import { beforeAll, describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { failure, handsfree, output, userId } from "./handsfree.ts";

const env = { DUCKDB_PATH: "" };
beforeAll(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = `${directory.path}/handsfree.db`;
  await (await openTestDatabase(env.DUCKDB_PATH)).destroy();
  return () => directory[Symbol.asyncDispose]();
});

const user = ["--user", userId];
const secret = "kT0-aSecretTokenThatNobodyMaySee_4711";

async function failureOf(args: readonly string[]): Promise<{ code: number | null; line: string }> {
  const { code, stderr } = await handsfree(["--database", env.DUCKDB_PATH, ...args]);
  return { code, line: stderr };
}

describe("wrong usage is told", () => {
  test.for<[string[], string]>([
    [["bogus"], "unknown command 'bogus'"],
    [
      ["migrate", "status", "extra"],
      "too many arguments for 'status'. Expected 0 arguments but got 1",
    ],
    [["webhooks", "show", "7"], "ID is not a UUID; "],
    [["webhooks", "show", userId, "--payload", "--json"], "--payload prints the body unchanged; "],
    [["webhooks", "list", "--verbose"], "unknown option '--verbose'"],
    [["webhooks", "list", "--limit"], "option '--limit <n>' argument missing"],
    [["webhooks", "list", "--limit", "many"], "--limit is not a number; "],
    [["webhooks", "list", "--limit", "-1"], "--limit is not a number; "],
    [["webhooks", "list", "--limit", "0"], "--limit is 0; give a whole number from 1 to 1000"],
    [["webhooks", "list", "--limit", "1001"], "--limit is 1001; "],
    [["webhooks", "list", "--cursor", "abc"], "--cursor is not one that a list returned; "],
    [
      ["webhooks", "list", "--since", "yesterday"],
      "--since is not an RFC 3339 time with an offset; ",
    ],
    [["webhooks", "list", "--until", "2026-03-01T12:00:00"], "--until is not an RFC 3339 time "],
    [["webhooks", "list", "--signature-ok", "yes"], "--signature-ok is neither true nor false"],
    [["webhooks", "list", "--database", " "], "--database is empty; "],
    [["webhooks", "list", "--database", ":memory:"], "--database is in memory, "],
    [["actions", "list", ...user, "--state", "done"], "option '--state <state>' argument 'done' "],
    [
      ["actions", "list", ...user, "--role", "approver", "--state", "all"],
      "--state must be left out or pending for the role approver",
    ],
    [["actions", "expire", "--limit", "0"], "--limit is 0; give a whole number from 1 "],
    [["actions", "expire", "--limit", "all"], "--limit is not a number; "],
    [["logs", "list"], "required option '--user <uuid>' not specified"],
    [["logs", "list", "--user", "me"], "--user is not a UUID; "],
    [["logs", "list", ...user, "--ok", "1"], "--ok is neither true nor false"],
    [
      ["commands", "list", ...user, "--profile", "sleep"],
      "option '--profile <profile>' argument 'sleep' is invalid. Allowed choices are default, ",
    ],
    [
      ["commands", "list", ...user, "--status", "?"],
      "option '--status <status>' argument '?' is invalid. Allowed choices are ok, needs_confirmation, ",
    ],
    [
      ["commands", "list", ...user, "--pending-action-id", "12"],
      "--pending-action-id is not a UUID; ",
    ],
    [["commands", "show", "7", ...user], "ID is not a UUID; "],
  ])("%j", async ([args, text]) => {
    expect(await failureOf(args)).toEqual({
      code: 2,
      line: expect.stringMatching(/^[^\n]+\n$/) as string,
    });
    expect((await failureOf(args)).line.slice(0, `handsfree: ${text}`.length)).toBe(
      `handsfree: ${text}`,
    );
  });
});

describe("a token in the wrong place is not repeated", () => {
  test.for<string[]>([
    [secret],
    ["actions", secret],
    ["actions", "confirm", `-${secret}`, ...user],
    ["actions", "confirm", `--${secret}=x`, ...user],
    ["actions", "cancel", secret, secret, ...user],
    ["actions", "confirm", "--user", secret, secret],
    ["actions", "list", ...user, "--cursor", secret],
    ["actions", "list", ...user, "--limit", secret],
    ["commands", "list", ...user, "--profile", secret],
  ])("%j", async (args) => {
    const { code, line } = await failureOf(args);
    expect(code).toBe(2);
    expect(line).not.toContain(secret.slice(5));
  });
});

describe.concurrent("with one line on standard error, nothing else and exit code 2", () => {
  test.for<[string[], RegExp]>([
    [["actions", "confrim"], /unknown command 'confrim' \(Did you mean confirm\?\)/],
    [["\u001b[31mred\nline"], /unknown command 'red line'/],
    [["webhooks", "show"], /missing required argument 'id'/],
    [["actions", "cancel", `-${secret}`, ...user], /unknown option '…'; give a token .* after --/],
    [["actions", "confirm", ...user], /TOKEN is empty/],
    [[], /give a command; --help lists them/],
    [["webhooks"], /give a command; --help lists them/],
    [["actions", "cancel", "-", ...user], /TOKEN is empty/],
    [["logs", "list", "--user", "me"], /--user is not a UUID/],
    [["logs", "list", "--database", ""], /--database is empty/],
  ])("%j", async ([args, pattern]) => {
    expect(await handsfree(args, { env })).toEqual(failure(2, pattern));
  });

  test("a blank DUCKDB_PATH", async () => {
    const result = await handsfree(["webhooks", "list"], { env: { DUCKDB_PATH: "" } });
    expect(result).toEqual(failure(2, /DUCKDB_PATH is empty/));
  });
});

describe.concurrent("help and version", () => {
  test.for([
    [["--help"], /^Usage: handsfree \[options\].*\n\nExit codes: 0 done/s],
    [["webhooks", "--help"], /^Usage: handsfree webhooks .*show \[options\] <id>/s],
    [["actions", "confirm", "--help"], /--database <path>.*would be in the shell's history/s],
    [["--version"], new RegExp(`^${packageJson.version}\n$`)],
  ] as const)("%j", async ([args, text]) => {
    expect(await output(args)).toMatch(text);
  });

  test.for([{}, { HANDSFREE_USER_ID: userId }])(
    "the default of --user is the name of its variable, never its value: %j",
    async (environment) => {
      const help = await output(["logs", "list", "--help"], { env: environment });
      expect(help).toMatch(/--user <uuid> +the user's id \(default: HANDSFREE_USER_ID\)\n/);
      expect(help).not.toContain(userId);
    },
  );
});
