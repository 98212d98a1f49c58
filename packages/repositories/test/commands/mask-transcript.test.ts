import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJsonExactly } from "../../src/index.ts";
import { isTranscriptField } from "../../src/commands/transcript-masking/transcript-field.ts";
import { TranscriptMatcher } from "../../src/commands/transcript-masking/transcript-matcher.ts";
import { maskTranscript } from "../../src/commands/transcript-masking/mask.ts";
import { piecesOf, wordsOf } from "../../src/commands/transcript-masking/words.ts";

const said = "Merge pull request twelve of octo/repo into main, and ask Ada Lovelace to look";

test.for([
  ["all of it", said],
  ["in capitals", said.toUpperCase()],
  ["without its punctuation", said.replaceAll(/[^a-z]+/gi, " ")],
  ["with more around it", `they said: ${said}, I think`],
  ["four words", "pull request twelve of"],
  ["four words among others", "so the pull request twelve of mine"],
  ["joined by hyphens", "merge-pull-request-twelve"],
  ["joined by underlines", "MERGE_PULL_REQUEST_TWELVE"],
  ["in camelCase", "mergePullRequestTwelve"],
  ["run together", "mergepullrequesttwelve"],
  ["spaced out", "m e r g e p u l l r e q u e s t t w e l v e"],
  ["in full-width letters", "ｍｅｒｇｅ ｐｕｌｌ ｒｅｑｕｅｓｔ ｔｗｅｌｖｅ"],
  ["with accents", "mérgé püll requést twélve"],
  ["with invisible characters", "mer\u200bge pu\u00adll request\u2060 twelve"],
  ["over lines", "merge\npull\trequest\r\ntwelve"],
])("masked: %s", ([, text]) => {
  expect(maskTranscript({ a: { b: [text, "main"] } }, new TranscriptMatcher(said))).toEqual({
    a: { b: ["[withheld]", "main"] },
  });
});

test.for([
  "octo/repo",
  "octo/repo#12",
  "12",
  "main",
  "fix/login-page-redirect",
  "Ada Lovelace",
  "pr.merge",
  "pull request twelve",
  "019a2f6e-0000-7000-8000-000000000001",
  "",
  "👍",
])("kept: %j", (text) => {
  expect(maskTranscript([text], new TranscriptMatcher(said))).toEqual([text]);
});

test("kept: a name that was typed, however many parts it has", () => {
  const typed = "check out fix/the-login-page-of-octo in packages/query/src/duckdb/engine.ts now";
  const entities = {
    branch: "fix/the-login-page-of-octo",
    path: "packages/query/src/duckdb/engine.ts",
  };
  expect(maskTranscript(entities, new TranscriptMatcher(typed))).toEqual(entities);
  const more = {
    ...entities,
    branch: "fix/the-login-page-of-octo in packages/query/src/duckdb/engine.ts now",
  };
  expect(maskTranscript(more, new TranscriptMatcher(typed))).toEqual({
    ...entities,
    branch: "[withheld]",
  });
});

test.for([
  ["ship it", "Ship it!", true],
  ["ship it", "ship-it", true],
  ["ship it", "they said ship it twice", true],
  ["ship it", "shipit", true],
  ["ship it", "ship", false],
  ["ship it", "worship items", false],
  ["merge", "Merge.", true],
  ["merge", "please merge", true],
  ["merge", "pr.merge", false],
  ["merge", "merged", false],
  ["nightfall protocol", "xNightfallProtocolx", true],
  ["1 2 3 4", "1 2 3 4", true],
  ["dial 1 2 3 4 now", "1-2-3-4", true],
  ["dial 1 2 3 4 now", "1234", false],
  ["I am a b too", "i.am.a.b", true],
  ["👍", "👍", true],
  ["👍", "👍👍", false],
  ["?!", "octo/repo", false],
  ["", "octo/repo", false],
  ["", "", false],
  ["  ", "", false],
] as const)("of the short transcript %j, %j is masked: %s", ([transcript, text, expected]) => {
  expect(new TranscriptMatcher(transcript).matches(text)).toBe(expected);
});

test.for([
  // Chinese: merge the twelfth pull request into the main branch
  ["请把第十二个拉取请求合并到主分支", "把第十二个拉取", true],
  ["请把第十二个拉取请求合并到主分支", "已请求：合并到主分支。", true],
  ["请把第十二个拉取请求合并到主分支", "主分支", false],
  ["请让张小明看一下第十二个拉取请求", "张小明", false],
  ["请让张小明看一下第十二个拉取请求", "octo/repo", false],
  ["合并", "请合并它", true],
  // Japanese: ask Taro Yamada for a review
  ["山田太郎さんにレビューを依頼してください", "レビューを依頼してください", true],
  ["山田太郎さんにレビューを依頼してください", "ﾚﾋﾞｭｰを依頼して", true],
  ["山田太郎さんにレビューを依頼してください", "山田太郎", false],
  ["山田太郎さんにレビューを依頼してください", "レビュー", false],
  // Thai: could you merge pull request number twelve
  ["คุณช่วยรวมคำขอดึงหมายเลขสิบสองได้ไหม", "รวมคำขอดึงหมายเลขสิบสอง", true],
  ["คุณช่วยรวมคำขอดึงหมายเลขสิบสองได้ไหม", "หมายเลข", false],
  // Korean, Russian, Greek, Arabic, Hindi
  ["이 풀 리퀘스트를 메인 브랜치에 병합해 주세요", "풀 리퀘스트를 메인 브랜치에", true],
  ["이 풀 리퀘스트를 메인 브랜치에 병합해 주세요", "메인 브랜치에", false],
  ["слей запрос двенадцать в главную ветку", "ЗАПРОС ДВЕНАДЦАТЬ В ГЛАВНУЮ", true],
  ["слей запрос двенадцать в главную ветку", "главную ветку", false],
  ["ο λόγος ήταν σύντομος και σαφής", "Ο ΛΟΓΟΣ ΗΤΑΝ ΣΥΝΤΟΜΟΣ", true],
  ["die Straße ist heute gesperrt", "DIE STRASSE IST HEUTE", true],
  ["ادمج طلب السحب رقم اثني عشر", "طَلَب السحب رقم اثني", true],
  ["कृपया पुल अनुरोध बारह को मिलाएं", "पुल अनुरोध बारह को", true],
  ["कृपया पुल अनुरोध बारह को मिलाएं", "अनुरोध", false],
  // Two scripts in one sentence
  ["请合并 octo/repo 的第十二个拉取请求", "octo/repo", false],
  ["请合并 octo/repo 的第十二个拉取请求", "合并 octo/repo 的第", true],
] as const)("of %j, %j is masked: %s", ([transcript, text, expected]) => {
  expect(new TranscriptMatcher(transcript).matches(text)).toBe(expected);
});

test("the words of a text contain all its letters", () => {
  const units = ["grapheme", "binary", "binary-ascii"] as const;
  const text = fc.constantFrom(...units).chain((unit) => fc.string({ unit, maxLength: 40 }));
  fc.assert(
    fc.property(text, (any) => {
      expect(wordsOf(any).flat().join("")).toBe(piecesOf(any).join(""));
    }),
    { numRuns: 2000 },
  );
});

test("the texts of one list are matched together, both items and members of items", () => {
  const words = "merge pull request twelve".split(" ");
  const matcher = new TranscriptMatcher(said);
  const lists = {
    tokens: words,
    timed: words.map((word, start) => ({ word, start, tag: "X" })),
    pairs: words.map((word, start) => [word, start]),
    sentences: [{ words: words.slice(0, 2) }, { words: words.slice(2) }],
    labels: ["twelve", "pull", "request", "merge"],
  };
  expect(maskTranscript(lists, matcher)).toEqual({
    tokens: words.map(() => "[withheld]"),
    timed: words.map((_, start) => ({ word: "[withheld]", start, tag: "X" })),
    pairs: words.map((_, start) => ["[withheld]", start]),
    sentences: [{ words: ["[withheld]", "[withheld]"] }, { words: ["[withheld]", "[withheld]"] }],
    labels: ["twelve", "pull", "request", "merge"],
  });
});

test("names that repeat the transcript are masked, and no member replaces another", () => {
  const members = parseJsonExactly(
    '{"merge pull request twelve":1,"pull request twelve of":2,"[withheld] 2":3,"__proto__":{"request twelve of octo/repo":4}}',
  );
  expect(JSON.stringify(maskTranscript(members, new TranscriptMatcher(said)))).toBe(
    '{"[withheld]":1,"[withheld] 3":2,"[withheld] 2":3,"__proto__":{"[withheld]":4}}',
  );
});

test("members with the name of a transcript are masked with any value", () => {
  const entities = {
    transcript: 5,
    rawText: ["a", { b: 1 }],
    "query-text": { deep: true },
    said: false,
    utterance: null,
    repo: "octo/repo",
  };
  expect(maskTranscript({ nlu: [entities] }, new TranscriptMatcher(""))).toEqual({
    nlu: [
      {
        transcript: "[withheld]",
        rawText: "[withheld]",
        "query-text": "[withheld]",
        said: "[withheld]",
        utterance: null,
        repo: "octo/repo",
      },
    ],
  });
});

test.for([
  ..."transcript Transcript inputTranscript input_transcript final-transcripts ASRTranscript UTTERANCE".split(
    " ",
  ),
  ..."userUtterance raw_text rawText RAW-TEXT spoken spokenText said whatWasSaid user_said query_text".split(
    " ",
  ),
  ..."queryText resolvedQuery asr_result recognizedText recognised-text hypotheses dictation voice_input".split(
    " ",
  ),
  "raw text",
  "ｒａｗＴｅｘｔ",
])("%s is the name of a transcript", (name) => {
  expect(isTranscriptField(name)).toBe(true);
});

test.for([
  ..."repo number branch text query title name person intent confidence aside saidak transcriptome".split(
    " ",
  ),
  ..."context raw input user outspoken prescription assaid language".split(" "),
])("%s is not", (name) => {
  expect(isTranscriptField(name)).toBe(false);
});

test("numbers, digits and escapes that are not masked stay unchanged", () => {
  const text = '{"a":12345678901234567890,"b":2.50,"c":"caf\\u00e9","d":[-0,1e400,true,null]}';
  expect(JSON.stringify(maskTranscript(parseJsonExactly(text), new TranscriptMatcher(said)))).toBe(
    text,
  );
  const escaped = parseJsonExactly('{"a":"\\u006derge pull request \\u0074welve"}');
  expect(maskTranscript(escaped, new TranscriptMatcher(said))).toEqual({ a: "[withheld]" });
});
