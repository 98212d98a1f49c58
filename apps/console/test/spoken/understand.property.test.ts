import fc from "fast-check";
import { expect, test } from "vitest";
import { isClearYes, understand } from "../../src/spoken/understand/understand.ts";

/** All words that an approval can consist of. Any other word makes it something else. */
const approving = new Set(
  "yes ok okay please i approve approved it this that one the action thanks thank you".split(" "),
);
const strange =
  `no not never don't do cannot if when unless until but and or wait later tomorrow maybe
  should can would is was he she they who why what reject deny all both first other again merge octopus
  twelve proof improve disapprove approval approves uh um well just really definitely absolutely`.split(
    /\s+/u,
  );
const strangeWord = fc.oneof(
  fc.constantFrom(...strange),
  fc.string({ minLength: 1, maxLength: 12 }).filter((text) => {
    const word = text
      .toLowerCase()
      .replaceAll(/[.,;:!?\s]/gu, "")
      .replaceAll("\u2019", "'");
    return word !== "" && !approving.has(word) && !/\s/u.test(text.trim());
  }),
);
const anyWord = fc.oneof(strangeWord, fc.constantFrom(...approving));
const final = (transcript: string, others: readonly string[] = []) => [
  {
    alternatives: [
      { transcript, confidence: 1 },
      ...others.map((other) => ({ transcript: other, confidence: 0 })),
    ],
    isFinal: true,
  },
];
/** Words with at least one strange one among them. */
const sentence = fc
  .tuple(fc.array(anyWord, { maxLength: 4 }), strangeWord, fc.array(anyWord, { maxLength: 4 }))
  .map(([before, word, after]) => [...before, word, ...after].join(" "));
const approval = fc.constantFrom("approve", "approve it", "yes approve it please", "I approve");

test("other words around an approval never leave it an approval", () => {
  fc.assert(
    fc.property(fc.option(sentence), approval, fc.option(sentence), (before, middle, after) => {
      fc.pre(before !== null || after !== null);
      const text = [before ?? "", middle, after ?? ""].join(" ");
      expect(understand(final(text)).intent).not.toBe("approve");
      expect(isClearYes(final(text), { intent: "approve" })).toBe(false);
    }),
    { numRuns: 5000 },
  );
});

test("a strange word in the middle of an approval never leaves it an approval", () => {
  fc.assert(
    fc.property(approval, strangeWord, fc.nat({ max: 5 }), (text, word, at) => {
      const words = text.split(" ");
      words.splice(Math.min(at, words.length), 0, word);
      expect(understand(final(words.join(" "))).intent).not.toBe("approve");
    }),
    { numRuns: 5000 },
  );
});

test("no sequence of words approves without a word of approval", () => {
  fc.assert(
    fc.property(fc.array(anyWord, { maxLength: 6 }), (words) => {
      const rest = words.filter((word) => !/^approved?$/iu.test(word.replaceAll(/[.,;:!?]/gu, "")));
      expect(understand(final(rest.join(" "))).intent).not.toBe("approve");
    }),
    { numRuns: 3000 },
  );
});

test("an alternative that denies, asks or adds to the approval leaves none", () => {
  const against = fc.oneof(
    fc.constantFrom("don't", "not", "never", "if", "tomorrow", "wait", "reject", "should i"),
    fc.constantFrom("all", "both", "octopus"),
  );
  fc.assert(
    fc.property(approval, against, fc.array(anyWord, { maxLength: 3 }), (text, word, noise) => {
      const other = `${word} approve ${noise.join(" ")}`;
      expect(understand(final(text, [other])).intent).not.toBe("approve");
    }),
    { numRuns: 3000 },
  );
});
