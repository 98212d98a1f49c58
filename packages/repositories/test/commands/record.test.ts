import type { CommandStatus, Database, InputType, PrivacyMode, Profile } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  findCommand,
  listCommands,
  type NewCommand,
  recordCommand,
} from "../../src/entries/commands.ts";
import { plainCommand, stranger, userId } from "./people.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = async (input: Partial<NewCommand> = {}) =>
  (await recordCommand(db, { ...plainCommand, ...input }, clock)).command;

test.for([0, 1, 0.95, 0.1, 0.333333, null])(
  "a confidence of %d comes back",
  async (intentConfidence) => {
    const command = await record({ intentConfidence });
    const found = await findCommand(db, { userId, id: command.id }, clock);
    expect(found?.intentConfidence).toBe(intentConfidence);
    expect(found).toEqual(command);
  },
);

test("all fields of a command are returned", async () => {
  const command = await record({
    profile: "commute",
    privacyMode: "balanced",
    transcript: "what is left to review",
    storeTranscript: true,
    intentName: "review.list",
    entities: { repo: "octo/repo" },
    sessionId: "s".repeat(200),
    latencyMs: 86_400_000,
    idempotencyKey: "k",
  });
  expect(command).toMatchObject({
    profile: "commute",
    privacyMode: "balanced",
    transcript: "what is left to review",
    intentName: "review.list",
    entities: { repo: "octo/repo" },
    sessionId: "s".repeat(200),
    latencyMs: 86_400_000,
    pendingActionId: null,
    idempotencyKey: "k",
    contentRemovedAt: null,
  });
  expect(await findCommand(db, { userId, id: command.id }, clock)).toEqual(command);
});

const words = "these are my private words";

test.for([
  [{ profile: "sleeping" as Profile }, "profile"],
  [{ inputType: "thought" as InputType }, "inputType"],
  [{ status: "maybe" as CommandStatus }, "status"],
  [{ privacyMode: words as PrivacyMode }, "privacyMode"],
  [{ intentConfidence: -0.1 }, "intentConfidence"],
  [{ intentConfidence: 1.01 }, "intentConfidence"],
  [{ intentConfidence: Number.NaN }, "intentConfidence"],
  [{ intentConfidence: words as unknown as number }, "intentConfidence"],
  [{ entities: { big: 1n } }, "entities"],
  [{ entities: { [words]: Number.NaN } }, "entities"],
  [{ intentName: "" }, "intentName"],
  [{ intentName: [words] as unknown as string }, "intentName"],
  [{ userId: "me" }, "userId"],
  [{ sessionId: "s".repeat(201) }, "sessionId"],
  [{ sessionId: "these-are-my-private" }, "sessionId"],
  [{ idempotencyKey: "" }, "idempotencyKey"],
  [{ idempotencyKey: words }, "idempotencyKey"],
  [{ latencyMs: -1 }, "latencyMs"],
  [{ latencyMs: 0.5 }, "latencyMs"],
  [{ latencyMs: 86_400_001 }, "latencyMs"],
  [{ latencyMs: words as unknown as number }, "latencyMs"],
  [{ pendingActionId: words }, "pendingActionId"],
  [{ pendingActionId: userId }, "pendingActionId"],
  [{ transcript: { words } as unknown as string }, "transcript"],
] as const)("%o is refused, names the field, and repeats nothing", async ([input, field]) => {
  const refusal = record({ transcript: words, ...input });
  await expect(refusal).rejects.toMatchObject({ code: "invalid_input", field });
  await expect(refusal).rejects.not.toThrow(/private/);
  expect((await listCommands(db, { userId }, clock)).items).toEqual([]);
});

test("a dropped transcript is not validated, and a kept one is", async () => {
  const unusable = "\0".repeat(100_001);
  expect(await record({ transcript: unusable })).toMatchObject({ transcript: null });
  await expect(record({ transcript: unusable, storeTranscript: true })).rejects.toMatchObject({
    field: "transcript",
  });
});

test("entities with a cycle are refused, and deeply nested ones are returned", async () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  await expect(record({ entities: cycle })).rejects.toMatchObject({ field: "entities" });
  const entities: unknown = JSON.parse(`${'{"a":['.repeat(500)}1${"]}".repeat(500)}`);
  expect((await record({ entities })).entities).toEqual(entities);
});

test.for(["profile", "status", "intentName", "sessionId", "pendingActionId"])(
  "a filter by a %s that no row can have is refused",
  async (field) => {
    await expect(listCommands(db, { userId, [field]: "a\0b" }, clock)).rejects.toMatchObject({
      code: "invalid_input",
      field,
    });
  },
);

test("every filter lists the newest first, and never another user's records", async () => {
  await record({ profile: "kitchen", intentName: "pr.merge", sessionId: "s-1" });
  clock.advance(1000);
  const middle = clock.now();
  await record({ status: "error" });
  await record({ userId: stranger, intentName: "theirs", sessionId: "s-1" });
  const seen = async (filter: object): Promise<unknown[]> =>
    (await listCommands(db, { userId, ...filter }, clock)).items.map(
      ({ profile, status }) => `${profile} ${status}`,
    );
  expect(await seen({})).toEqual(["default error", "kitchen ok"]);
  expect(await seen({ profile: "kitchen" })).toEqual(["kitchen ok"]);
  expect(await seen({ status: "error" })).toEqual(["default error"]);
  expect(await seen({ intentName: "pr.merge" })).toEqual(["kitchen ok"]);
  expect(await seen({ sessionId: "s-1" })).toEqual(["kitchen ok"]);
  expect(await seen({ sessionId: "s-2" })).toEqual([]);
  expect(await seen({ since: middle })).toEqual(["default error"]);
  expect(await seen({ until: middle })).toEqual(["kitchen ok"]);
  const [theirs] = (await listCommands(db, { userId: stranger }, clock)).items;
  expect(await findCommand(db, { userId, id: theirs?.id ?? "" }, clock)).toBeUndefined();
});
