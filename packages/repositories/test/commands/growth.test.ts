import { describe, expect, test } from "vitest";
import { redactJson } from "../../src/index.ts";
import { PhraseIndex } from "../../src/commands/transcript-masking/phrase-index.ts";
import { TranscriptMatcher } from "../../src/commands/transcript-masking/transcript-matcher.ts";
import { maskTranscript } from "../../src/commands/transcript-masking/mask.ts";

const small = 16 * 1024;
/** A quadratic algorithm takes 256 times as long for an input of 16 times the size, so 16 times what a linear one takes. */
const factor = 16;
const tolerance = 6;
/** In microseconds. */
const noise = 20_000;
/** A busy machine shares its caches and its clock, so one measurement can be far too large. A growth shows in all. */
const attempts = 5;

/** Long enough for a clock that ticks every few milliseconds. */
const measured = 30_000;

/** The processor time of this thread, which does not grow when other processes run, as a mean of several runs. */
function cost(work: () => unknown): number {
  work();
  const before = process.threadCpuUsage();
  for (let runs = 1; ; runs++) {
    work();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= measured) return (user + system) / runs;
  }
}

/** The cost of the large input, as a share of its limit: the least of several measurements, of which one within it is enough. */
function shareOf(workOn: (size: number) => () => unknown): number {
  let least = Infinity;
  for (let attempt = 0; attempt < attempts && least > 1; attempt++) {
    const limit = cost(workOn(small)) * factor * tolerance + noise;
    least = Math.min(least, cost(workOn(small * factor)) / limit);
  }
  return least;
}

/** Transcripts and entities that nearly repeat each other, and themselves. */
const pairs: readonly [string, (size: number) => [said: string, shown: unknown]][] = [
  ["a long run in it", (n) => [`${"ä".repeat(n)} b c d e`, "ä".repeat(n)]],
  ["a long run behind a word", (n) => [`b ${"a".repeat(n)} c`, "a".repeat(n)]],
  ["a long run before a word", (n) => [`${"a".repeat(n / 2)}b`, "a".repeat(n)]],
  [
    "runs of all lengths",
    (n) => {
      const words = Array.from({ length: Math.sqrt(n) }, (_, i) => `${"a".repeat(i)}b`);
      return [words.join(" "), "a".repeat(n)];
    },
  ],
  ["two words again and again", (n) => ["ab ba ".repeat(n / 6), "ab ab ba ".repeat(n / 9)]],
  ["ideographs", (n) => [`${"合".repeat(n / 3)}并`, "合".repeat(n / 3)]],
  [
    "letters that become many",
    (n) => [`${"\ufdfa".repeat(n / 50)} b c d`, "\ufdfa".repeat(n / 50)],
  ],
  ["one word of many pieces", (n) => ["a/".repeat(n / 2), "a-".repeat(n / 2)]],
  [
    "many words in a list",
    (n) => ["merge the pull request now", Array.from({ length: n / 8 }, (_, i) => `w${i}`)],
  ],
  [
    "many members",
    (n) => [
      "merge the pull request now",
      Object.fromEntries(Array.from({ length: n / 16 }, (_, i) => [`rawText${i}`, `w${i}`])),
    ],
  ],
  [
    "names at each level",
    (n) => {
      let value: unknown = "x";
      for (let i = 0; i < 500; i++) value = { ["k".repeat(n / 500)]: value, b: "y" };
      return ["merge the pull request now", value];
    },
  ],
];

describe("the time of masking grows linearly with the transcript and the entities", () => {
  test.for(pairs)("%s", ([, make]) => {
    const share = shareOf((size) => {
      const [said, shown] = make(size);
      return () => maskTranscript(shown, new TranscriptMatcher(said));
    });
    expect(share).toBeLessThanOrEqual(1);
  });
});

test("an unsuccessful search does not compare the prefix that the phrases share at each position", () => {
  const share = shareOf((size) => {
    const lengths = Array.from({ length: Math.sqrt(size) / 2 }, (_, index) => index + 50);
    const phrases = lengths.map((length) => `${"a".repeat(length)}b`);
    return () => new PhraseIndex(phrases).isIn("a".repeat(size));
  });
  expect(share).toBeLessThanOrEqual(1);
});

describe("a phrase index finds the same as a search for each phrase", () => {
  const random = (below: number): number => Math.floor(Math.random() * below);
  const word = (letters: string, most: number): string =>
    Array.from({ length: 1 + random(most) }, () => letters[random(letters.length)]).join("");

  test.for(["ab", "aä", "abcdefgh", "\ud83d\ude00a"])("in texts of %s", (letters) => {
    for (let round = 0; round < 3000; round++) {
      const phrases = Array.from({ length: random(6) }, () => word(letters, 12));
      const text = word(letters, 30);
      const found = new PhraseIndex(phrases).isIn(text);
      expect({ phrases, text, found }).toEqual({
        phrases,
        text,
        found: phrases.some((phrase) => text.includes(phrase)),
      });
    }
  });
});

test("secrets are looked for in short texts in less than what many forms take one by one", () => {
  const share = shareOf((size) => {
    const value = Array.from({ length: size / 8 }, (_, index) => `v${index}`);
    return () => redactJson(value);
  });
  expect(share).toBeLessThanOrEqual(1);
});
