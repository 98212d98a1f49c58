import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

test("each test that SECURITY.md names for a threat is there", () => {
  const text = readFileSync(`${root}SECURITY.md`, "utf8");
  const rows = text
    .split("\n")
    .filter((line) => /^\| .* \|$/.test(line))
    .slice(2);
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const named = [
      ...row.matchAll(/`((?:server|console|repositories|executors|agents)\/[^`]+)`/g),
    ].map(([, path]) => path ?? "");
    expect({ row, tests: named.length }).not.toEqual({ row, tests: 0 });
    const paths = named.map((path) =>
      path
        .replace(/^server/, "apps/server/test")
        .replace(/^console/, "apps/console/test")
        .replace(/^(?:repositories|executors|agents)/, "packages/$&/test"),
    );
    expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
  }
});
