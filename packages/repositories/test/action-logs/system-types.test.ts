import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { requireOwnType, systemActionTypes } from "../../src/action-logs/system-types.ts";

test("the table in the README matches the types", async () => {
  const text = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const [, section = ""] = text.split("### Types that HandsFree writes\n");
  const rows = section
    .split("\n## ", 1)[0]
    ?.split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const expected = Object.entries(systemActionTypes).map(([type, says]) => [
    "",
    `\`${type}\``,
    says,
    "",
  ]);
  expect(rows).toEqual(expected);
});

test.for(Object.keys(systemActionTypes))(
  "no caller can record %s, or a type that begins like it",
  (type) => {
    const [kind = ""] = type.split(".");
    for (const forged of [type, type.toUpperCase(), `${kind}.another`]) {
      expect(() => requireOwnType(forged)).toThrow(
        /must not begin like a type that HandsFree writes/,
      );
    }
  },
);
