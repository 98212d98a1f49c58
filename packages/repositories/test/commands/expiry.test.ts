import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type Command,
  findCommand,
  listCommands,
  recordCommand,
  removeExpiredCommandContent,
} from "../../src/entries/commands.ts";
import { dayMilliseconds, plainCommand, userId } from "./people.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = async (input: object = {}): Promise<Command> => {
  const content = { transcript: "merge it", storeTranscript: true, entities: { n: 1 } };
  return (await recordCommand(db, { ...plainCommand, ...content, ...input }, clock)).command;
};
const rows = () => db.selectFrom("commands").selectAll().orderBy("id").execute();
const read = async ({ id }: Command): Promise<Command | undefined> => {
  const found = await findCommand(db, { userId, id }, clock);
  expect((await listCommands(db, { userId }, clock)).items).toContainEqual(found);
  return found;
};

test("at the instant of its expiry content cannot be read, although it is still stored", async () => {
  const command = await record();
  clock.advance(30 * dayMilliseconds - 1);
  expect(await read(command)).toEqual(command);
  clock.advance(1);
  expect(await read(command)).toEqual({ ...command, transcript: null });
  clock.advance(60 * dayMilliseconds);
  expect(await read(command)).toEqual({
    ...command,
    transcript: null,
    entities: null,
    entitiesJson: null,
  });
  expect(await rows()).toMatchObject([{ transcript: "merge it", entities: '{"n":1}' }]);
});

test("expired content is removed, and the time is recorded", async () => {
  const command = await record();
  const debug = await record({ privacyMode: "debug" });
  clock.advance(30 * dayMilliseconds);
  expect(await removeExpiredCommandContent(db, { dryRun: true }, clock)).toEqual({
    transcripts: 2,
    entities: 1,
  });
  expect(await rows()).toMatchObject([{ transcript: "merge it" }, { transcript: "merge it" }]);
  expect(await removeExpiredCommandContent(db, {}, clock)).toEqual({ transcripts: 2, entities: 1 });
  expect(await rows()).toMatchObject([
    { transcript: null, entities: '{"n":1}' },
    { transcript: null, entities: null },
  ]);
  const contentRemovedAt = clock.now();
  clock.advance(1000);
  expect(await read(command)).toEqual({ ...command, transcript: null, contentRemovedAt });
  expect(await read(debug)).toEqual({
    ...debug,
    transcript: null,
    entities: null,
    entitiesJson: null,
    contentRemovedAt,
  });
  expect(await removeExpiredCommandContent(db, {}, clock)).toEqual({ transcripts: 0, entities: 0 });
  expect(await read(command)).toMatchObject({ contentRemovedAt });
});

test("concurrent removals remove each content once, in batches", async () => {
  await Promise.all(Array.from({ length: 25 }, () => record()));
  clock.advance(90 * dayMilliseconds);
  expect(await removeExpiredCommandContent(db, { limit: 10 }, clock)).toEqual({
    transcripts: 10,
    entities: 10,
  });
  const batches = await Promise.all(
    Array.from({ length: 8 }, () => removeExpiredCommandContent(db, { limit: 10 }, clock)),
  );
  for (;;) {
    const batch = await removeExpiredCommandContent(db, { limit: 10 }, clock);
    batches.push(batch);
    if (batch.transcripts + batch.entities === 0) break;
  }
  expect(batches.reduce((sum, { transcripts }) => sum + transcripts, 0)).toBe(15);
  expect(batches.reduce((sum, { entities }) => sum + entities, 0)).toBe(15);
});

test("content without an expiry stays until a time is given", async () => {
  const { id } = await record();
  await db
    .updateTable("commands")
    .set({ transcript_expires_at: null, entities_expire_at: null })
    .where("id", "=", id)
    .execute();
  clock.advance(1000 * dayMilliseconds);
  const command = await record();
  expect(await findCommand(db, { userId, id }, clock)).toMatchObject({
    transcript: "merge it",
    entities: { n: 1 },
    transcriptExpiresAt: null,
    entitiesExpireAt: null,
  });
  expect(await removeExpiredCommandContent(db, {}, clock)).toEqual({ transcripts: 0, entities: 0 });
  const old = new Date("2026-03-01T12:00:00.000Z");
  const justAfter = new Date(old.getTime() + 1);
  const remove = (removal: object) => removeExpiredCommandContent(db, removal, clock);
  expect(await remove({ transcriptsBefore: old, entitiesBefore: old })).toEqual({
    transcripts: 0,
    entities: 0,
  });
  expect(await remove({ transcriptsBefore: justAfter, dryRun: true })).toEqual({
    transcripts: 1,
    entities: 0,
  });
  expect(await remove({ transcriptsBefore: justAfter })).toEqual({ transcripts: 1, entities: 0 });
  expect(await remove({ entitiesBefore: justAfter })).toEqual({ transcripts: 0, entities: 1 });
  // The expiry decides if there is one.
  expect(await remove({ transcriptsBefore: new Date("2100-01-01") })).toEqual({
    transcripts: 0,
    entities: 0,
  });
  expect(await findCommand(db, { userId, id: command.id }, clock)).toEqual(command);
});

test.for([
  [{ limit: 0 }, "limit"],
  [{ limit: 1001 }, "limit"],
  [{ limit: 1.5 }, "limit"],
  [{ transcriptsBefore: new Date(Number.NaN) }, "transcriptsBefore"],
  [{ entitiesBefore: new Date(Number.NaN) }, "entitiesBefore"],
] as const)("a removal of %o is refused and names the field", async ([removal, field]) => {
  await expect(removeExpiredCommandContent(db, removal, clock)).rejects.toMatchObject({ field });
});

test("a removal that is rolled back removes nothing", async () => {
  await record();
  clock.advance(90 * dayMilliseconds);
  const work = db.transaction().execute(async (transaction) => {
    await removeExpiredCommandContent(transaction, {}, clock);
    throw new Error("crash");
  });
  await expect(work).rejects.toThrow("crash");
  expect(await rows()).toMatchObject([{ transcript: "merge it", content_removed_at: null }]);
});
