import type { CommandStatus, Database, InputType, Profile } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  countCommandsByDay,
  findCommand,
  listCommands,
  type NewCommand,
  recordCommand,
} from "../src/index.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = (input: Partial<NewCommand> = {}) =>
  recordCommand(db, { userId, inputType: "audio", status: "ok", ...input }, clock);

test.for([undefined, false, "true", 1, null])(
  "a transcript is dropped when storeTranscript is %j",
  async (flag) => {
    const storeTranscript = flag as boolean | undefined;
    const command = await record({ transcript: "my private words", storeTranscript });
    expect(command.transcript).toBeNull();
    expect(JSON.stringify(await db.selectFrom("commands").selectAll().execute())).not.toContain(
      "private",
    );
  },
);

test("a transcript is kept when storeTranscript is true", async () => {
  const command = await record({ transcript: "keep this", storeTranscript: true });
  expect(command.transcript).toBe("keep this");
});

test.for([0, 1, 0.95, 0.1, 0.333333, null])(
  "a confidence of %d comes back",
  async (intentConfidence) => {
    const command = await record({ intentConfidence });
    const found = await findCommand(db, { userId, id: command.id });
    expect(found?.intentConfidence).toBe(intentConfidence);
    expect(found).toEqual(command);
  },
);

test.for([
  [{ profile: "sleeping" as Profile }, "profile"],
  [{ inputType: "thought" as InputType }, "inputType"],
  [{ status: "maybe" as CommandStatus }, "status"],
  [{ intentConfidence: -0.1 }, "intentConfidence"],
  [{ intentConfidence: 1.01 }, "intentConfidence"],
  [{ intentConfidence: Number.NaN }, "intentConfidence"],
  [{ intentConfidence: "0.5" as unknown as number }, "intentConfidence"],
  [{ entities: { big: 1n } }, "entities"],
  [{ intentName: "" }, "intentName"],
  [{ userId: "me" }, "userId"],
] as const)("%o is refused and names the field", async ([input, field]) => {
  await expect(record(input)).rejects.toMatchObject({ code: "invalid_input", field });
});

test("listed by every filter, newest first, and never another user's", async () => {
  await record({ profile: "kitchen", intentName: "pr.merge" });
  clock.advance(1000);
  const middle = clock.now();
  await record({ status: "error" });
  await record({ userId: stranger, intentName: "theirs" });
  const seen = async (filter: object): Promise<unknown[]> =>
    (await listCommands(db, { userId, ...filter })).items.map(
      ({ profile, status }) => `${profile} ${status}`,
    );
  expect(await seen({})).toEqual(["default error", "kitchen ok"]);
  expect(await seen({ profile: "kitchen" })).toEqual(["kitchen ok"]);
  expect(await seen({ status: "error" })).toEqual(["default error"]);
  expect(await seen({ intentName: "pr.merge" })).toEqual(["kitchen ok"]);
  expect(await seen({ since: middle })).toEqual(["default error"]);
  expect(await seen({ until: middle })).toEqual(["kitchen ok"]);
  const [theirs] = (await listCommands(db, { userId: stranger })).items;
  expect(await findCommand(db, { userId, id: theirs?.id ?? "" })).toBeUndefined();
});

const dayMilliseconds = 86_400_000;
/** Commands of the first of three days, in its last millisecond, and two of the third. */
async function recordThreeDays(): Promise<Date[]> {
  clock = new TestClock("2026-03-01T23:59:59.999Z");
  await record();
  clock.advance(dayMilliseconds + 1);
  await record();
  clock.advance(1);
  await record({ userId: stranger });
  return [1, 2, 3].map((day) => new Date(Date.UTC(2026, 2, day)));
}

test("counted by the days of UTC, without those that have none", async () => {
  const [first, , third] = await recordThreeDays();
  expect(await countCommandsByDay(db)).toEqual([
    { day: first, count: 1 },
    { day: third, count: 2 },
  ]);
});

test("counted by day for one user, or for a time", async () => {
  const [first, second, third] = await recordThreeDays();
  expect(await countCommandsByDay(db, { userId: stranger })).toEqual([{ day: third, count: 1 }]);
  expect(await countCommandsByDay(db, { since: second })).toEqual([{ day: third, count: 2 }]);
  expect(await countCommandsByDay(db, { until: third })).toEqual([{ day: first, count: 1 }]);
});

test.for([
  [{ userId: "me" }, "userId"],
  [{ since: new Date(Number.NaN) }, "since"],
  [{ until: new Date(Number.NaN) }, "until"],
] as const)("a count for %o is refused and names the field", async ([filter, field]) => {
  await expect(countCommandsByDay(db, filter)).rejects.toMatchObject({
    code: "invalid_input",
    field,
  });
});
