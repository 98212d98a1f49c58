import { expect, test } from "vitest";
import { plainText } from "../src/output/plain-text.ts";

const hex = (codePoint: number): string =>
  Array.from({ length: String.fromCodePoint(codePoint).length }, (_, index) =>
    String.fromCodePoint(codePoint).charCodeAt(index).toString(16).padStart(4, "0"),
  )
    .map((unit) => `\\u${unit}`)
    .join("");

test.for([
  // Controls, soft hyphen, and the rest of what is no character of its own.
  0x00, 0x07, 0x08, 0x0b, 0x0c, 0x7f, 0x85, 0xad, 0x34f, 0x61c, 0x600, 0x70f, 0x115f, 0x1160,
  0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180e, 0x180f, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f,
  0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2061, 0x2064, 0x2065, 0x2066, 0x2069, 0x206f, 0x2800,
  0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff0, 0xfff9, 0xfffb, 0x110bd, 0x13430, 0x1bca0,
  0x1d159, 0x1d173, 0xe0000, 0xe0001, 0xe0020, 0xe0041, 0xe007f, 0xe0100, 0xe01ef, 0xe0fff,
])("U+%i is escaped, and tells of itself", (codePoint) => {
  expect(plainText(`delete${String.fromCodePoint(codePoint)}_repo`)).toBe(
    `delete${hex(codePoint)}_repo`,
  );
});

test.for([
  "Merge octo/repo#12",
  "naïve café, Ελληνικά, русский, עברית, العربية, हिन्दी, ไทย, 漢字, ひらがな, 한국어, 👍🏽",
  "e\u0301, \u00a0 and \u3000.",
])("%s shows, and stays", (text) => {
  expect(plainText(text)).toBe(text);
});

test("what ends a line, and what drives a terminal, is left out", () => {
  expect(plainText(" one\r\n\ttwo \u001b[31mred\u001b[0m\n")).toBe("one two red");
});

test("emoji that are joined or varied come apart", () => {
  expect(plainText("👩‍💻 ❤️ 🏴󠁧󠁢󠁳󠁣󠁴󠁿")).toBe(
    String.raw`👩\u200d💻 ❤\ufe0f 🏴\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f`,
  );
});
