import fc from "fast-check";

/** A generated transcript and its words. */
export interface GeneratedTranscript {
  readonly transcript: string;
  /** The words in the form of the transcript. */
  readonly words: readonly string[];
  /** The separator of words in this script. */
  readonly gap: "" | " ";
}

/** Letters of scripts that put spaces between words. */
const alphabets = [
  "abcdefghijklmnopqrstuvwxyzßéñø",
  "абвгдежзийклмнопрстуфхцчшщъыьэюя",
  "αβγδεζηθικλμνξοπρστυφχψως",
  "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
  "कखगघङचछजझञटठडढणतथदधनपफबभम",
  "가나다라마바사아자차카타파하한글말",
  "אבגדהוזחטיכלמנסעפצקרשת",
];

/** Words of four letters and more, so that no four of them are in a text by chance. */
const spacedWords: fc.Arbitrary<string[]> = fc.constantFrom(...alphabets).chain((letters) =>
  fc.uniqueArray(
    fc
      .array(fc.constantFrom(...Array.from(letters)), { minLength: 4, maxLength: 9 })
      .map((word) => word.join("")),
    { minLength: 4, maxLength: 12, selector: (word) => word.normalize("NFKC").toUpperCase() },
  ),
);

const spoken: fc.Arbitrary<GeneratedTranscript> = fc
  .record({
    words: spacedWords,
    marks: fc.array(fc.constantFrom(" ", ", ", ". ", "! ", "\n", " — ")),
  })
  .map(({ words, marks }) => ({
    transcript: words.map((word, index) => `${word}${marks[index] ?? " "}`).join(""),
    words,
    gap: " ",
  }));

/** Sentences in scripts without spaces, split into words as a reader of the language would. */
const sentences: readonly (readonly string[])[] = [
  [
    "请",
    "把",
    "第十二个",
    "拉取",
    "请求",
    "合并",
    "到",
    "主",
    "分支",
    "然后",
    "通知",
    "所有",
    "同事",
  ],
  ["山田", "さん", "に", "レビュー", "を", "依頼", "し", "て", "くだ", "さい"],
  ["明日", "の", "朝", "まで", "に", "この", "変更", "を", "本番", "に", "出し", "たい"],
  ["คุณ", "ช่วย", "รวม", "คำขอ", "ดึง", "หมายเลข", "สิบสอง", "ได้", "ไหม"],
];
const written: fc.Arbitrary<GeneratedTranscript> = fc
  .constantFrom(...sentences)
  .map((words) => ({ transcript: words.join(""), words, gap: "" }));

export const generatedTranscript: fc.Arbitrary<GeneratedTranscript> = fc.oneof(
  { arbitrary: spoken, weight: 3 },
  written,
);

/** A run of words: the index of the first one, and their number. */
export function spanOf(
  { words }: GeneratedTranscript,
  least: number,
  most: number,
): fc.Arbitrary<string[]> {
  return fc
    .tuple(
      fc.nat(words.length - least),
      fc.integer({ min: least, max: Math.min(most, words.length) }),
    )
    .map(([start, count]) => words.slice(Math.min(start, words.length - count)).slice(0, count));
}

const disguises: readonly ((words: readonly string[], gap: string) => string)[] = [
  (words, gap) => words.join(gap),
  (words, gap) => words.join(gap).toUpperCase(),
  (words, gap) => words.join(gap).normalize("NFD"),
  (words, gap) => `>> ${words.join(gap)} <<`,
  (words, gap) => `octo/repo: ${words.join(gap)}; 12`,
  (words) => words.join(", "),
  (words) => words.join("-"),
  (words) => words.join("_"),
  (words) => words.join("\u200b"),
  (words) => words.join(""),
  (words) => words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join(""),
  (words) => words.map((word) => Array.from(word).join("\u00ad")).join(" "),
];

/** The words in forms that software for language understanding produces. */
export function disguised(
  { gap }: GeneratedTranscript,
  words: readonly string[],
): fc.Arbitrary<string> {
  return fc.constantFrom(...disguises).map((disguise) => disguise(words, gap));
}
