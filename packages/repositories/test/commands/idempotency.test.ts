import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type NewCommand,
  recordCommand,
  removeExpiredCommandContent,
} from "../../src/entries/commands.ts";
import { parseJsonExactly } from "../../src/index.ts";
import { dayMilliseconds, plainCommand, stranger } from "./people.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = (input: Partial<NewCommand> = {}) =>
  recordCommand(db, { ...plainCommand, idempotencyKey: "k", ...input }, clock);
const rows = () => db.selectFrom("commands").selectAll().execute();

test.for([50, 200])(
  "%d callers with one key: one row, and every caller gets it",
  async (callers) => {
    const results = await Promise.all(
      Array.from({ length: callers }, (_, latencyMs) => record({ latencyMs })),
    );
    expect(results.filter(({ outcome }) => outcome === "recorded")).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === "replayed")).toHaveLength(callers - 1);
    expect(new Set(results.map(({ command }) => JSON.stringify(command))).size).toBe(1);
    expect(await rows()).toHaveLength(1);
  },
);

test("200 callers with one key and different requests: one is recorded, and the others get key_reused", async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, (_, number) => record({ entities: { number } })),
  );
  expect(results.filter(({ outcome }) => outcome === "recorded")).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === "key_reused")).toHaveLength(199);
  expect(await rows()).toHaveLength(1);
});

test.for<[string, Partial<NewCommand>]>([
  ["profile", { profile: "kitchen" }],
  ["input type", { inputType: "text" }],
  ["privacy mode", { privacyMode: "balanced" }],
  ["kept transcript", { transcript: "another one", storeTranscript: true }],
  ["intent", { intentName: "pr.close" }],
  ["confidence", { intentConfidence: 0.5 }],
  ["entities", { entities: { n: 1 } }],
  ["digit", { entities: parseJsonExactly('{"n":12345678901234567891}') }],
  ["status", { status: "error" }],
  ["session", { sessionId: "s-2" }],
])("the key with another %s is not a retry", async ([, change]) => {
  const request = {
    transcript: "merge it",
    storeTranscript: true,
    intentName: "pr.merge",
    intentConfidence: 0.9,
    entities: parseJsonExactly('{"n":12345678901234567890,"m":[1,2]}'),
    sessionId: "s-1",
  };
  const first = await record(request);
  clock.advance(1000);
  expect(await record({ ...request, ...change })).toEqual({
    outcome: "key_reused",
    command: first.command,
  });
  const again = { ...request, entities: parseJsonExactly('{"m":[1,2],"n":12345678901234567890}') };
  expect(await record(again)).toEqual({ outcome: "replayed", command: first.command });
  expect(await rows()).toHaveLength(1);
});

test("a dropped transcript is not in the digest, so a request with another one is a retry", async () => {
  await record({ transcript: "one thing" });
  const [row] = await rows();
  const other = await record({ transcript: "something quite different", idempotencyKey: "other" });
  expect(other.outcome).toBe("recorded");
  expect((await rows()).map(({ request_digest }) => request_digest)).toEqual([
    row?.request_digest,
    row?.request_digest,
  ]);
  expect((await record({ transcript: "yet another" })).outcome).toBe("replayed");
});

test("a key belongs to its user, and without one every command is a row", async () => {
  const mine = await record();
  const theirs = await record({ userId: stranger });
  expect(theirs).toMatchObject({ outcome: "recorded", command: { userId: stranger } });
  expect(theirs.command.id).not.toBe(mine.command.id);
  await record({ idempotencyKey: null });
  await record({ idempotencyKey: undefined });
  expect(await rows()).toHaveLength(4);
});

test("a command that is rolled back frees its key", async () => {
  const attempt = db.transaction().execute(async (transaction) => {
    await recordCommand(transaction, { ...plainCommand, idempotencyKey: "k" }, clock);
    throw new Error("crash");
  });
  await expect(attempt).rejects.toThrow("crash");
  expect(await record()).toMatchObject({ outcome: "recorded" });
});

test("in a caller's transaction a retry is replayed too", async () => {
  const outcomes = await db.transaction().execute(async (transaction) => {
    const request = { ...plainCommand, idempotencyKey: "k" };
    const first = await recordCommand(transaction, request, clock);
    const second = await recordCommand(transaction, request, clock);
    const third = await recordCommand(transaction, { ...request, status: "error" }, clock);
    return [first, second, third].map(({ outcome }) => outcome);
  });
  expect(outcomes).toEqual(["recorded", "replayed", "key_reused"]);
});

test("a replay shows no expired content, and a digest is removed with its content", async () => {
  const request = { transcript: "merge it", storeTranscript: true, entities: { n: 1 } };
  await record(request);
  clock.advance(30 * dayMilliseconds);
  expect(await record(request)).toMatchObject({
    outcome: "replayed",
    command: { transcript: null, entities: { n: 1 } },
  });
  await removeExpiredCommandContent(db, {}, clock);
  expect((await rows())[0]).toMatchObject({ transcript: null, request_digest: null });
  // The digest was removed, so only the key is compared.
  expect(await record({ ...request, status: "error" })).toMatchObject({ outcome: "replayed" });
});

test("a retry of a command that an earlier release recorded is still one", async () => {
  await record({
    transcript: "merge it",
    storeTranscript: true,
    intentName: "pr.merge",
    intentConfidence: 0.9,
    entities: { n: 1 },
    sessionId: "s-1",
  });
  // A new column may be part of the digest where it is set, and only there.
  expect((await rows())[0]?.request_digest).toBe(
    "f5e1081ebdcc39691b012c16f030d12198fee90622624406d49f2c17de8c2070",
  );
});
