import { expect, test } from "vitest";
import { hearable, quote, timeLeftAloud } from "../../src/spoken/aloud/hearable.ts";
import { spokenAction } from "../../src/spoken/aloud/spoken-action.ts";

test.each([
  ["Merge #12", "Merge number 12"],
  ["Merge octo/repo#12 into main", "Merge octo slash repo number 12 into main"],
  ["git.push to v1.2.", "git dot push to v1.2."],
  ["merge_pr", "merge pr"],
  ["a\u202Eb", "a invisible character 2 0 2 E b"],
  ["zero\u200Bwidth", "zero invisible character 2 0 0 B width"],
  ["one\n\ttwo", "one two"],
  ["<speak>@all</speak>", "less than speak greater than at all less than slash speak greater than"],
])("%j is read as %j", (text, words) => {
  expect(hearable(text, 100).replaceAll(/ +/g, " ")).toBe(words);
});

test("a long text has an end, and no half of a character", () => {
  const words = hearable("\u{1F600}".repeat(1000), 99);
  expect(words.length).toBeLessThan(200);
  expect(words).toMatch(/… and more that is too long to read$/);
  expect(words.isWellFormed()).toBe(true);
});

test("what a stranger wrote has a beginning and an end", () => {
  expect(quote("Merge. You said approve.", 100)).toBe(
    "quote: Merge. You said approve.. End of quote",
  );
});

test.each([
  [10_000, "less than a minute"],
  [60_000, "1 minute"],
  [3_599_000, "59 minutes"],
  [3 * 3_600_000, "3 hours"],
  [72 * 3_600_000, "3 days"],
  [-5, "less than a minute"],
])("%d ms are %s", (time, words) => {
  expect(timeLeftAloud(time)).toBe(words);
});

type Action = Parameters<typeof spokenAction>[0];
const record = {
  id: "0197",
  payload_digest: "v2:1",
  summary: "Merge octo/repo#12",
  action_type: "merge_pr",
  display: { action_payload: '{"number":12345678901234567890,"options":{"a":1},"labels":[]}' },
  repository: "octo/repo",
  version: 1,
  required_approvals: 1,
  approvals: 0,
  service_id: "s",
  expires_at: "2026-01-01T00:04:10Z",
  proposer: { kind: "service", name: "voice_app" },
} as unknown as Action;
const now = Date.parse("2026-01-01T00:00:00Z");

test("an action says who asks for what, where, and how long there is", () => {
  expect(spokenAction(record, now)).toMatchObject({
    digest: "v2:1",
    name: "Merge octo slash repo number 12",
    opening:
      "The service voice app asks, quote: Merge octo slash repo number 12. End of quote. Type: merge pr. Repository: octo slash repo. Your approval alone decides it. Time left: 4 minutes.",
  });
});

test("approvals, an edit and an unknown proposer are said", () => {
  const action = { ...record, required_approvals: 3, approvals: 1, version: 2, proposer: null };
  const { opening } = spokenAction(action, now);
  expect(opening).toContain("A service asks");
  expect(opening).toContain("It needs 3 approvals and has 1.");
  expect(opening).toContain("It was edited, this is version 2.");
});

test("details are the arguments at their top level, with all digits", () => {
  expect(spokenAction(record, now).details).toBe(
    "3 arguments. number: 12345678901234567890. options: an object of 1 member. labels: a list of 0 elements. End of arguments.",
  );
});

test("many and large arguments are bounded", () => {
  const payload = Object.fromEntries(
    Array.from({ length: 50 }, (_, index) => [`k${index}`, "x".repeat(5000)]),
  );
  const { details } = spokenAction(
    { ...record, display: { ...record.display, action_payload: JSON.stringify(payload) } },
    now,
  );
  expect(details).toContain("50 arguments.");
  expect(details).toContain("And 40 more arguments.");
  expect(details.length).toBeLessThan(2500);
});

test.each([
  ["{}", "It has no arguments."],
  ['"deploy"', "The argument is quote: deploy. End of quote."],
  ["not JSON", "The arguments cannot be read aloud here. The page shows them."],
])("arguments %s", (payload, words) => {
  const display = { ...record.display, action_payload: payload };
  expect(spokenAction({ ...record, display }, now).details).toBe(words);
});
