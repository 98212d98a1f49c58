import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { retentionDefaults, retentionRuleNames } from "../../src/entries/privacy.ts";

test("the README's table is that of the defaults", async () => {
  const text = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, section = ""] = text.split("## How long things are kept\n");
  const rows = section
    .split("\n## ", 1)[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const expected = retentionRuleNames.map((name) => {
    const { days, removes, since } = retentionDefaults[name];
    return ["", `\`${name}\``, days === null ? "never" : String(days), removes, since, ""];
  });
  expect(rows).toEqual(expected);
});
