import { type Database, type PrivacyMode, privacyModes } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NewCommand, privacyRules, recordCommand } from "../../src/entries/commands.ts";
import { dayMilliseconds, plainCommand } from "./people.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const record = async (input: Partial<NewCommand> = {}) =>
  (await recordCommand(db, { ...plainCommand, ...input }, clock)).command;
const storedText = async (): Promise<string> =>
  JSON.stringify(await db.selectFrom("commands").selectAll().execute());
const daysFromNow = (days: number): Date =>
  new Date(clock.now().getTime() + days * dayMilliseconds);

const transcript = "tell nobody of project nightfall";
const entities = {
  note: "Project: Nightfall! Tell nobody of project nightfall.",
  repo: "octo/repo",
};
const maskedEntities = { note: "[withheld]", repo: "octo/repo" };

/** The table of privacy modes in the README. */
const promised: Readonly<Record<PrivacyMode, object>> = {
  strict: { unasked: null, asked: transcript, days: [30, 90], entities: maskedEntities },
  balanced: { unasked: null, asked: transcript, days: [90, 400], entities: maskedEntities },
  debug: { unasked: transcript, asked: transcript, days: [7, 7], entities },
};

test.for(privacyModes)(
  "%s keeps what its row of the table says, for as long",
  async (privacyMode) => {
    const unasked = await record({ privacyMode, transcript, entities });
    const asked = await record({ privacyMode, transcript, entities, storeTranscript: true });
    const days = [asked.transcriptExpiresAt, asked.entitiesExpireAt].map(
      (time) => ((time?.getTime() ?? 0) - clock.now().getTime()) / dayMilliseconds,
    );
    expect({
      unasked: unasked.transcript,
      asked: asked.transcript,
      days,
      entities: asked.entities,
    }).toEqual(promised[privacyMode]);
    expect(unasked.entities).toEqual(asked.entities);
    const { transcriptDays, entitiesDays } = privacyRules[privacyMode];
    expect(days).toEqual([transcriptDays, entitiesDays]);
  },
);

test("strict is the default mode", async () => {
  expect(await record({ transcript, entities })).toMatchObject({
    privacyMode: "strict",
    transcript: null,
    transcriptExpiresAt: null,
    entitiesExpireAt: daysFromNow(90),
  });
});

test("missing content has no expiry", async () => {
  for (const privacyMode of privacyModes) {
    expect(await record({ privacyMode, storeTranscript: true })).toMatchObject({
      transcriptExpiresAt: null,
      entitiesExpireAt: null,
    });
  }
});

const notTrue: readonly unknown[] = [undefined, false, null, 0, 1, "", "true", "yes", {}, [true]];

test.for(["strict", "balanced"] as const)(
  "%s keeps nothing unless storeTranscript is true itself",
  async (privacyMode) => {
    for (const flag of notTrue) {
      const storeTranscript = flag as boolean | undefined;
      const idempotencyKey = `key-${notTrue.indexOf(flag)}`;
      const command = await record({
        privacyMode,
        transcript,
        storeTranscript,
        entities,
        idempotencyKey,
      });
      expect(command.transcript).toBeNull();
    }
    expect(await storedText()).not.toMatch(/nightfall/i);
  },
);

const secret = `ghp_${"a1B2".repeat(9)}`;

test.for(privacyModes)("%s redacts secrets in every field", async (privacyMode) => {
  const command = await record({
    privacyMode,
    transcript: `push it with ${secret} and go home`,
    storeTranscript: true,
    intentName: `git.push ${secret}`,
    entities: { note: `use ${secret}`, [secret]: 1, password: "hunter2" },
  });
  expect(command).toMatchObject({
    transcript: "push it with [redacted] and go home",
    intentName: "git.push [redacted]",
    entities: { note: "use [redacted]", "[redacted]": 1, password: "[redacted]" },
  });
  expect(await storedText()).not.toMatch(/ghp_|hunter2/);
});

test.for(privacyModes)(
  "in %s no intent's name repeats the transcript, since the name is kept",
  async (privacyMode) => {
    expect(
      await record({ privacyMode, transcript, intentName: `unknown: ${transcript}` }),
    ).toMatchObject({
      intentName: "[withheld]",
    });
    expect(await record({ privacyMode, transcript, intentName: "note.take" })).toMatchObject({
      intentName: "note.take",
    });
  },
);

describe.for(privacyModes)("in %s, of a terse command", (privacyMode) => {
  test.for([
    ["merge PR", "merge_pr"],
    ["merge PR", "MergePr"],
    ["merge PR", "github/pr.merge-pr"],
    ["Merge.", "merge"],
    ["ship it", "ship-it"],
    ["pull request", "github.pull_request.list"],
    ["rerun failed checks", "rerun_failed_checks"],
    ["merge_pr", "merge_pr"],
    ["rerunFailedChecks", "rerunFailedChecks"],
  ])("%j, the intent %s stays", async ([terse, intentName]) => {
    expect(await record({ privacyMode, transcript: terse, intentName })).toMatchObject({
      intentName,
    });
  });

  test.for([
    ["merge PR", "merge pr"],
    ["merge PR", "unknown: merge PR"],
    ["ship it", "unknown (ship it)"],
    ["合并请求", "合并请求"],
    ["tell-nobody-of-nightfall", "tell_nobody_of_nightfall"],
    ["tellNobodyOfNightfall", "unknown.tellNobodyOfNightfall"],
    ["tell nobody of nightfall", "tellnobodyofnightfall"],
    ["tell nobody of nightfall", "tell.nobody_of/nightfall-now"],
  ])("%j, the intent %j is masked", async ([terse, intentName]) => {
    expect(await record({ privacyMode, transcript: terse, intentName })).toMatchObject({
      intentName: "[withheld]",
    });
  });
});
