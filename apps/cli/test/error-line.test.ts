import { readFile } from "node:fs/promises";
import { DatabaseError, InvalidInputError } from "@handsfree/query";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { errorLine } from "../src/error-line.ts";
import { exitCodeFor, exitCodeOf, exitCodes } from "../src/exit-codes.ts";

test.for<[unknown, number, string]>([
  [new InvalidInputError("actionType", "is empty"), 2, "--action-type is empty"],
  [new InvalidInputError("userId", "is empty"), 2, "--user is empty"],
  [new InvalidInputError("requestedBy", "is empty"), 2, "--by is empty"],
  [new InvalidInputError("eventsPerSecond", "is 0"), 2, "--rate is 0"],
  [new InvalidInputError("DUCKDB_PATH", "is empty"), 2, "DUCKDB_PATH is empty"],
  [new CommanderError(1, "commander.missingArgument", "error: missing\n(why)"), 2, "missing (why)"],
  [new DatabaseError("query_failed", "it failed", { cause: new Error("secret") }), 1, "it failed"],
  [new TypeError("secret"), 1, "an unexpected failure (TypeError)"],
  [Object.assign(new Error("secret"), { code: "ENOSPC" }), 1, "an unexpected failure (ENOSPC)"],
  ["secret", 1, "an unexpected failure (unknown)"],
  [undefined, 1, "an unexpected failure (unknown)"],
])("%s", ([error, exitCode, text]) => {
  expect(errorLine(error)).toBe(`handsfree: ${text}\n`);
  expect(exitCodeFor(error)).toBe(exitCode);
});

test("the README has every exit code", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const documented = [...readme.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => Number(code));
  expect(documented).toEqual([0, ...Object.values(exitCodes)]);
  expect(new Set(documented)).toEqual(
    new Set([0, exitCodes.notWonOrFound, exitCodes.auditBroken, ...Object.values(exitCodeOf)]),
  );
});
