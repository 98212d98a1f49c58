import { InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, expect, test, inject } from "vitest";
import { type NewCommand, recordCommand } from "../../src/entries/commands.ts";
import { plainCommand } from "./people.ts";
import {
  disguised,
  type GeneratedTranscript,
  generatedTranscript,
  spanOf,
} from "./generated-transcripts.ts";

let db: Kysely<Database>;
const clock = new TestClock();
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.destroy());

const useful = {
  repo: "octo/repo",
  number: 12,
  label: "12",
  branch: "main",
  topic: "fix/login-page",
  person: "Grace",
  url: "https://github.com/octo/repo/pull/12",
  flags: [true, null, -0],
};

/** Entities that contain the text. */
const holding = (text: string, words: readonly string[]): fc.Arbitrary<unknown> =>
  fc.constantFrom<unknown>(
    text,
    { note: text },
    [[text], "main"],
    { slots: [{ name: "title", value: { text } }] },
    { [text]: 1 },
    { a: { [text]: { [text]: null } } },
    { tokens: words },
    { words: words.map((word, start) => ({ word, start })) },
    { pairs: words.map((word, index) => [index, word]) },
    { utterance: words[0] },
    { final_transcript: { best: words } },
    { escaped: JSON.rawJSON(escape(text)) },
    { [text]: Number.NaN },
    [{ [text]: new Date(0) }],
  );

function escape(text: string): string {
  const units = text.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
  return `"${units.map((unit) => `\\u${unit}`).join("")}"`;
}

/** A command whose other texts repeat four or more words of the transcript. */
const leaking = generatedTranscript.chain((one) =>
  spanOf(one, 4, one.words.length).chain((words) =>
    disguised(one, words).chain((text) =>
      fc.record({
        one: fc.constant(one),
        entities: holding(text, words),
        intentName: fc.constantFrom(undefined, "pr.merge", text, `unknown.${text}`),
        sessionId: fc.constantFrom(undefined, "s-1", text.slice(0, 200)),
        idempotencyKey: fc.constantFrom(undefined, text.slice(0, 1000)),
        latencyMs: fc.constantFrom(undefined, 12, text as unknown as number),
        privacyMode: fc.constantFrom(undefined, "strict" as const, "balanced" as const),
        storeTranscript: fc.constantFrom(undefined, false, "true" as unknown as boolean),
      }),
    ),
  ),
);

test("no four words in a row of a dropped transcript are stored, returned, or in an error", async () => {
  await fc.assert(
    fc.asyncProperty(leaking, async ({ one, entities, ...rest }) => {
      const input = {
        ...plainCommand,
        transcript: one.transcript,
        entities: { ...useful, found: entities },
        ...rest,
      };
      const { id, outcome } = await attempt(input);
      const rows =
        id === undefined
          ? []
          : await db.selectFrom("commands").selectAll().where("id", "=", id).execute();
      const entitiesOf = rows.map((row): unknown => JSON.parse(row.entities ?? "null"));
      expect(runsIn(one, { outcome, rows, entitiesOf })).toEqual([]);
    }),
    { numRuns: inject("depth") === "deep" ? 400 : 100 },
  );
});

async function attempt(input: NewCommand): Promise<{ id?: string; outcome: unknown }> {
  try {
    const recorded = await recordCommand(db, input, clock);
    expect(recorded.command.entities).toMatchObject(useful);
    return { id: recorded.command.id, outcome: recorded };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    // Also members that are not enumerable, and the stack.
    return { outcome: [error.message, error.stack, error.cause, Object.entries(error)] };
  }
}

/** The runs of four words in any text of the value, and in the joined texts of its lists. */
function runsIn({ words }: GeneratedTranscript, value: unknown): string[] {
  const haystacks = [...textsOf(value)].map(lettersOf);
  return words
    .slice(3)
    .map((_, start) => lettersOf(words.slice(start, start + 4).join("")))
    .filter((run) => haystacks.some((text) => text.includes(run)));
}

function lettersOf(text: string): string {
  return text
    .normalize("NFKD")
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** All texts and names, and the joined texts of each list and of its items. */
function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    yield value.flatMap((item) => [...textsAt(item)]).join(" ");
  }
  for (const [name, member] of Object.entries(value)) {
    yield name;
    yield* textsOf(member);
  }
}

function* textsAt(item: unknown): Generator<string> {
  if (typeof item === "string") yield item;
  else if (typeof item === "object" && item !== null) {
    for (const member of Object.values(item)) if (typeof member === "string") yield member;
  }
}

/** Up to three words in a row are a name and stay, alone or beside others. */
const naming = generatedTranscript
  .filter(({ gap, words }) => gap === " " && words.length > 4)
  .chain((one) =>
    spanOf(one, 1, 3).map((words) => ({
      one,
      entities: {
        ...useful,
        title: words.join(" "),
        slug: words.join("-"),
        list: [words.join(" ")],
      },
      intentName: words.join("."),
    })),
  );

test("entities stay if they repeat at most three words of the transcript", async () => {
  await fc.assert(
    fc.asyncProperty(naming, async ({ one, entities, intentName }) => {
      const { transcript } = one;
      const input = { ...plainCommand, transcript, entities, intentName, sessionId: "s-1" };
      const { command } = await recordCommand(db, input, clock);
      expect(command).toMatchObject({ transcript: null, entities, intentName, sessionId: "s-1" });
    }),
    { numRuns: inject("depth") === "deep" ? 200 : 50 },
  );
});

/** Commands of up to three words, and identifiers that an intent made of them can have. */
const terse = fc
  .record({
    words: fc.array(fc.stringMatching(/^[a-z]{1,12}[0-9]?$/), { minLength: 1, maxLength: 3 }),
    gap: fc.constantFrom(" ", ", ", "! "),
    joiner: fc.constantFrom("_", "-", ".", "/", ""),
    prefix: fc.constantFrom("", "unknown.", "github/pr."),
    privacyMode: fc.constantFrom("strict", "balanced", "debug"),
  })
  .map(({ words, gap, joiner, prefix, privacyMode }) => ({
    transcript: words.join(gap),
    intentName: `${prefix}${words.join(joiner)}`,
    privacyMode,
  }));

test("the names of intents of commands of up to three words stay in every mode", async () => {
  await fc.assert(
    fc.asyncProperty(terse, async (input) => {
      const { command } = await recordCommand(db, { ...plainCommand, ...input }, clock);
      expect(command.intentName).toBe(input.intentName);
    }),
    { numRuns: inject("depth") === "deep" ? 200 : 50 },
  );
});

test("entities of up to three words stay in a longer transcript", async () => {
  const transcript =
    "Merge octo/repo number 12 from fix/login-page into main, tell Grace: https://github.com/octo/repo/pull/12";
  const { command } = await recordCommand(
    db,
    { ...plainCommand, transcript, entities: useful },
    clock,
  );
  expect(command.entities).toStrictEqual(useful);
});
