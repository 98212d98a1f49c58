import { join } from "node:path";
import { recordCommand } from "@handsfree/repositories/commands";
import { storeWebhookEvent } from "@handsfree/repositories/webhooks";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { beforeEach, describe, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";

const env = { DUCKDB_PATH: "" };

beforeEach(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  await seed(env.DUCKDB_PATH);
  return () => directory[Symbol.asyncDispose]();
});

async function seed(path: string): Promise<void> {
  await using db = await openTestDatabase(path);
  const old = new TestClock("2020-03-01T12:00:00.000Z");
  for (const user of [userId, stranger]) {
    await recordCommand(db, { userId: user, inputType: "text", status: "ok", entities: [1] }, old);
  }
  const delivery = { source: "github", signatureOk: false, payload: "{}" };
  await storeWebhookEvent(db, delivery, old);
}

const countCommands = async (): Promise<number> => {
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  return (await db.selectFrom("commands").select("id").execute()).length;
};

describe("retention", () => {
  test("show tells what is kept for how long, and what would go", async () => {
    const shown = await output(["retention", "show", "--keep", "rejected_webhooks=never"], { env });
    expect(shown).toMatch(/^RULE +AFTER +DUE +OLDEST LEFT +REMOVES\n/);
    expect(shown).toMatch(/\ncommands +400 days +2 +- +commands, from the command\n/);
    expect(shown).toMatch(
      /\nrejected_webhooks +never +- +- +forged deliveries, from the delivery\n/,
    );
    expect(await countCommands()).toBe(2);
  });

  test("run removes what its dry run says", async () => {
    const dry = await jsonOutput(["retention", "run", "--dry-run"], { env });
    expect(dry).toMatchObject({ dry_run: true, complete: true });
    expect(await countCommands()).toBe(2);
    const ran = await jsonOutput(["retention", "run"], { env });
    const { rules } = ran as { rules: { rule: string; removed: number }[] };
    expect(rules).toEqual((dry as { rules: unknown }).rules);
    expect(rules).toContainEqual({
      rule: "commands",
      days: 400,
      matched: 2,
      removed: 2,
      oldest_left: null,
    });
    expect(await countCommands()).toBe(0);
    expect(await output(["retention", "run"], { env })).toMatch(/\ncommands +400 days +0 +-\n/);
  });

  test.for([
    [["--keep", "commands"], /--keep holds an invalid setting/],
    [
      ["--keep", "action_logs=99999"],
      /--keep holds action_logs, which is 99999; give whole days from 0 to 36500, or never/,
    ],
  ] as const)("with %j is refused", async ([args, message]) => {
    const result = await handsfree(["retention", "run", ...args], { env });
    expect(result).toEqual(failure(2, message));
    expect(await countCommands()).toBe(2);
  });
});

describe("users", () => {
  test("export writes JSON Lines", async () => {
    const lines = (await output(["users", "export", "--user", userId], { env })).split("\n");
    expect(lines.at(-1)).toBe("");
    const types = lines.slice(0, -1).map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(["header", "command", "end"]);
  });

  test("erase shows what would go, and needs --yes", async () => {
    const preview = await handsfree(["users", "erase", "--user", userId], { env });
    expect(preview).toMatchObject({ code: 2, stderr: "" });
    expect(preview.stdout).toMatch(/\ncommands +1 +0\n/);
    expect(preview.stdout).toMatch(/\nnothing is erased yet; add --yes to erase\n$/);
    expect(await countCommands()).toBe(2);

    const receipt = await jsonOutput(["users", "erase", "--user", userId, "--yes"], { env });
    expect(receipt).toMatchObject({ counts: { commands: { deleted: 1, cleared: 0 } } });
    expect(await countCommands()).toBe(1);
    const again = await output(["users", "erase", "--user", userId, "--yes"], { env });
    expect(again).toMatch(/\ncommands +0 +0\n/);
    expect(again).toMatch(/\nerased; the receipt is [0-9a-f-]{36}\n$/);
  });

  test("erase takes nobody from the environment", async () => {
    const result = await handsfree(["users", "erase", "--yes"], {
      env: { ...env, HANDSFREE_USER_ID: userId },
    });
    expect(result).toEqual(failure(2, /required option '--user <uuid>' not specified/));
    expect(await countCommands()).toBe(2);
  });
});

describe("maintenance", () => {
  test("runs each job once, and removes records by age only with --retention", async () => {
    const done = await output(["maintenance"], { env });
    expect(done).toMatch(/^JOB +WHAT +RECORDS\n/);
    expect(done).not.toMatch(/retention/);
    expect(await countCommands()).toBe(2);
    const removed = await output(["maintenance", "--retention"], { env });
    expect(removed).toMatch(/\nretention +commands +2\n/);
  });

  test("refuses an unusable key file without showing its content", async () => {
    const result = await handsfree(["maintenance", "--key-file", env.DUCKDB_PATH], { env });
    expect(result).toEqual(failure(2, /--key-file is not a private key in PEM/));
  });
});
