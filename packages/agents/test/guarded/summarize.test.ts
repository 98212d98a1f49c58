import { expect, test } from "vitest";
import { summarize } from "../../src/guarded/summarize.ts";

test("a summary has the name of the tool, and the names and values of its arguments", () => {
  for (const [given, summary] of [
    [{}, "Call deploy"],
    [
      { service: "shop", version: 4, dry: false },
      "Call deploy with service shop, version 4, dry false",
    ],
    [{ tags: ["a", "b"], none: null }, 'Call deploy with tags ["a","b"], none null'],
    ["shop", "Call deploy with shop"],
    [[1, 2], "Call deploy with [1,2]"],
  ] as const) {
    expect(summarize("deploy", given)).toBe(summary);
  }
  const long = summarize("deploy", { text: "🎉".repeat(1000) });
  expect(long).toHaveLength(500);
  expect(long.isWellFormed()).toBe(true);
  expect(long.endsWith("…")).toBe(true);
});
