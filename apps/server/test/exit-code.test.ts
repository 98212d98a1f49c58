import { DatabaseError, type ErrorCode, InvalidInputError } from "@handsfree/query";
import { expect, test } from "vitest";
import { exitCodeOf } from "../src/exit-code.ts";

test.for<[ErrorCode, number]>([
  ["database_unreadable", 4],
  ["database_locked", 4],
  ["database_unavailable", 4],
  ["out_of_resources", 4],
  ["schema_unknown", 4],
  ["migration_failed", 5],
  ["migration_files_invalid", 6],
  ["migration_needs_repair", 6],
  ["database_closed", 1],
  ["query_failed", 1],
])("%s ends the server with %i", ([code, exitCode]) => {
  expect(exitCodeOf(new DatabaseError(code, "a reason"))).toBe(exitCode);
});

test("a migration that failed on a full disk ends it with the disk's, a setting and the rest with 1", () => {
  const cause = new DatabaseError("out_of_resources", "the disk is full");
  expect(exitCodeOf(new DatabaseError("migration_failed", "001 failed", { cause }))).toBe(4);
  expect(exitCodeOf(new InvalidInputError("PORT", "is none"))).toBe(1);
  expect(exitCodeOf(new Error("EADDRINUSE"))).toBe(1);
});
