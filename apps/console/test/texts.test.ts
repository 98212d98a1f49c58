import { describe, expect, test } from "vitest";
import { parseExactly, rawNumber } from "../src/components/json-tree/exact-json.ts";
import { memberPath, shapeOf } from "../src/components/json-tree/json-node.ts";
import { exactTime, relativeTime, timeLeft } from "../src/components/time/relative.ts";
import { cutText, showInvisible } from "../src/components/untrusted-text/show-invisible.ts";

const shown = (text: string): string =>
  showInvisible(text)
    .map((part) => part.text)
    .join("");

describe("characters that do not show", () => {
  test.each([
    ["a\u202Egnp.exe", "a⟨U+202E⟩gnp.exe"],
    ["\u2066isolated\u2069", "⟨U+2066⟩isolated⟨U+2069⟩"],
    ["zero\u200Bwidth\uFEFF", "zero⟨U+200B⟩width⟨U+FEFF⟩"],
    ["nul\0", "nul⟨U+0000⟩"],
    ["tags \u{E0041}", "tags ⟨U+E0041⟩"],
    ["a lone \uD800 half", "a lone ⟨U+D800⟩ half"],
    ["Hangul \u3164 filler", "Hangul ⟨U+3164⟩ filler"],
    ["return\ronly", "return⟨U+000D⟩only"],
  ])("%j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each(["lines\r\nand\ttabs\n", "שלום", "👩‍💻 ✔️ 👍🏽", "é"])("%j stays as it is", (text) => {
    expect(shown(text)).toBe(text);
    expect(showInvisible(text).every(({ isEscape }) => !isEscape)).toBe(true);
  });

  test("a joiner that joins no emoji shows", () => {
    expect(shown("pay\u200Dpal")).toBe("pay⟨U+200D⟩pal");
  });

  test("a cut is between characters", () => {
    expect(cutText("ab😀", 3)).toBe("ab");
    expect(cutText("ab😀", 4)).toBe("ab😀");
  });
});

describe("JSON", () => {
  test("keeps the spelling of numbers that a double would change", () => {
    const text = '{"id":12345678901234567890,"price":1.10,"big":1e400,"n":1}';
    const { value, problem } = parseExactly(text);
    expect(problem).toBeUndefined();
    expect(JSON.stringify(value)).toBe(text);
    const entries = Object.entries(value as object);
    expect(entries.map(([, one]) => rawNumber(one))).toEqual([
      "12345678901234567890",
      "1.10",
      "1e400",
      undefined,
    ]);
  });

  test("says what is wrong with a text that is none", () => {
    expect(parseExactly("{]").problem).toMatch(/JSON/);
  });

  test("has paths that JSONPath reads", () => {
    expect(memberPath(memberPath("$", "a b"), 3)).toBe('$["a b"][3]');
    expect(memberPath("$", "name")).toBe("$.name");
    expect(shapeOf([1, 2]).entries).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-29T20:00:00Z");
  test.each([
    [0, "now"],
    [-61_000, "1 min. ago"],
    [3 * 3600_000, "in 3 hr."],
    [7 * 86_400_000, "in 7 days"],
    [-14 * 86_400_000, "2 wk. ago"],
    [-40 * 86_400_000, "1 mo. ago"],
  ])("%i ms from now is %j", (distance, expected) => {
    expect(relativeTime(now + distance, now)).toBe(expected);
  });

  test.each([
    [245_000, "4:05"],
    [500, "0:01"],
    [-5, "0:00"],
    [7_380_000, "2 h 3 min"],
    [3 * 86_400_000, "3 d"],
  ])("%i ms are left as %j", (left, expected) => {
    expect(timeLeft(now + left, now)).toBe(expected);
  });

  test("the exact one has the zone", () => {
    expect(exactTime(now)).toMatch(/^2026-11-(?:29|30) \d\d:00:00 [+-]\d\d:\d\d$/);
  });
});
