import { join } from "node:path";
import { parseJsonExactly } from "@handsfree/repositories";
import { recordCommand } from "@handsfree/repositories/commands";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { beforeAll, expect, test } from "vitest";
import { failure, handsfree, jsonOutput, output, stranger, userId } from "./handsfree.ts";

const env = { DUCKDB_PATH: "", HANDSFREE_USER_ID: userId };
let ids: { action: string; kept: string; exact: string; expired: string };

beforeAll(async () => {
  const directory = await temporaryDirectory();
  env.DUCKDB_PATH = join(directory.path, "handsfree.db");
  ids = await seed(env.DUCKDB_PATH);
  return () => directory[Symbol.asyncDispose]();
});

/** The command line goes by the machine's clock: of these, what was long ago has expired, and the rest never will. */
async function seed(path: string): Promise<typeof ids> {
  await using db = await openTestDatabase(path);
  const proposal = { userId, summary: "Merge #1", actionType: "merge_pr", actionPayload: 1 };
  const proposed = await createPendingAction(db, proposal);
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  const { action } = proposed;
  const content = { transcript: "merge it", storeTranscript: true, entities: { pr: 1 } };
  const command = { userId, inputType: "audio", status: "ok", ...content } as const;
  const expired = await recordCommand(db, command, new TestClock("2001-03-01T12:00:00.000Z"));
  const clock = new TestClock("2999-03-01T12:00:00.000Z");
  const kept = await recordCommand(
    db,
    {
      ...command,
      intentName: "pr.merge",
      intentConfidence: 0.5,
      sessionId: "s-1",
      latencyMs: 420,
      pendingActionId: action.id,
      idempotencyKey: "k-1",
    },
    clock,
  );
  clock.advance(1000);
  const exact = await recordCommand(
    db,
    {
      userId,
      inputType: "text",
      status: "error",
      profile: "workout",
      entities: parseJsonExactly("[1e400]"),
    },
    clock,
  );
  return {
    action: action.id,
    expired: expired.command.id,
    kept: kept.command.id,
    exact: exact.command.id,
  };
}

const lines = (text: string): string[] =>
  text.split("\n").map((line) => line.replaceAll(/ {2,}/g, " | "));

test.concurrent("listed as a table", async () => {
  expect(lines(await output(["commands", "list"], { env }))).toEqual([
    "CREATED AT | PROFILE | INPUT | MODE | STATUS | MS | INTENT | CONFIDENCE | TRANSCRIPT | SESSION | ACTION | ID",
    `2999-03-01T12:00:01.000Z | workout | text | strict | error | - | - | - | - | - | - | ${ids.exact}`,
    `2999-03-01T12:00:00.000Z | default | audio | strict | ok | 420 | pr.merge | 0.5 | merge it | s-1 | ${ids.action} | ${ids.kept}`,
    `2001-03-01T12:00:00.000Z | default | audio | strict | ok | - | - | - | - | - | - | ${ids.expired}`,
    "",
  ]);
});

test.concurrent("listed as JSON, with the digits that were stored", async () => {
  const args = ["commands", "list", "--profile", "workout", "--status", "error", "--json"];
  expect((await output(args, { env })).replaceAll(/\s+/g, "")).toBe(
    `{"items":[{"id":"${ids.exact}","user_id":"${userId}","profile":"workout","input_type":"text",` +
      `"privacy_mode":"strict","session_id":null,"transcript":null,"transcript_expires_at":null,` +
      `"intent_name":null,"intent_confidence":null,"entities":[1e400],` +
      `"entities_expire_at":"2999-05-30T12:00:01.000Z","content_removed_at":null,"status":"error",` +
      `"latency_ms":null,"pending_action_id":null,"idempotency_key":null,` +
      `"created_at":"2999-03-01T12:00:01.000Z"}],"next_cursor":null,"prev_cursor":null}`,
  );
});

test.concurrent("listed by every filter", async () => {
  const filters = [
    ["--intent-name", "pr.merge"],
    ["--session-id", "s-1"],
    ["--pending-action-id", ids.action],
  ];
  const found = await Promise.all(
    filters.map((filter) => jsonOutput(["commands", "list", ...filter], { env })),
  );
  const one = {
    items: [{ id: ids.kept, transcript: "merge it" }],
    next_cursor: null,
    prev_cursor: null,
  };
  expect(found).toMatchObject([one, one, one]);
  expect(await output(["commands", "list", "--session-id", "s-2"], { env })).toBe(
    "No command matches.\n",
  );
});

test.concurrent("shown", async () => {
  const [text, json, expired] = await Promise.all([
    output(["commands", "show", ids.kept], { env }),
    jsonOutput(["commands", "show", ids.kept], { env }),
    jsonOutput(["commands", "show", ids.expired], { env }),
  ]);
  expect(lines(text)).toEqual([
    "CREATED AT | 2999-03-01T12:00:00.000Z",
    "PROFILE | default",
    "INPUT | audio",
    "MODE | strict",
    "STATUS | ok",
    "MS | 420",
    "INTENT | pr.merge",
    "CONFIDENCE | 0.5",
    "TRANSCRIPT | merge it",
    "SESSION | s-1",
    `ACTION | ${ids.action}`,
    `ID | ${ids.kept}`,
    'ENTITIES | {"pr":1}',
    "TRANSCRIPT EXPIRES AT | 2999-03-31T12:00:00.000Z",
    "ENTITIES EXPIRE AT | 2999-05-30T12:00:00.000Z",
    "CONTENT REMOVED AT | -",
    "KEY | k-1",
    "",
  ]);
  expect(json).toMatchObject({ id: ids.kept, entities: { pr: 1 }, latency_ms: 420 });
  expect(expired).toMatchObject({
    transcript: null,
    transcript_expires_at: "2001-03-31T12:00:00.000Z",
    entities: null,
    content_removed_at: null,
  });
});

test.concurrent("a command that the user does not have is told by the exit code", async () => {
  const args = ["commands", "show", ids.kept, "--user", stranger];
  expect(await handsfree(args, { env })).toEqual(
    failure(3, /the user has no command with this id/),
  );
});
