import { expect, test } from "vitest";
import { classifyError } from "../src/duckdb/classify-error.ts";
import { DatabaseLockedError } from "../src/index.ts";

test.for([
  ["TransactionContext Error: Conflict on tuple deletion!", "write_conflict", true],
  [
    "TransactionContext Error: Failed to commit: write-write conflict on key",
    "write_conflict",
    true,
  ],
  [
    'Constraint Error: Duplicate key "id: 1" violates primary key constraint.',
    "duplicate_key",
    false,
  ],
  [
    'Constraint Error: PRIMARY KEY or UNIQUE constraint violation: duplicate key "1"',
    "duplicate_key",
    false,
  ],
  [
    'TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "1"',
    "duplicate_key",
    false,
  ],
  ["Constraint Error: NOT NULL constraint failed: a.i", "constraint_violation", false],
  [
    "TransactionContext Error: Current transaction is aborted (please ROLLBACK)",
    "transaction_aborted",
    false,
  ],
  [
    'Invalid Input Error: Cannot execute statement of type "INSERT" on database "q" which is attached in read-only mode!',
    "database_read_only",
    false,
  ],
  ['IO Error: Could not write file "/x.db.wal": No space left on device', "out_of_resources", true],
  ["Out of Memory Error: failed to allocate", "out_of_resources", true],
  ["FATAL Error: Failed: database has been invalidated", "database_failed", false],
  [
    'IO Error: Cannot open database "/x.db" in read-only mode: database does not exist',
    "database_not_found",
    false,
  ],
  [
    'IO Error: The file "/etc/passwd" exists, but it is not a valid DuckDB database file!',
    "database_unreadable",
    false,
  ],
  ["Conversion Error: Could not convert string 'secret' to INT128", "invalid_value", false],
  ['Parser Error: syntax error at or near "selec"', "invalid_query", false],
  ["Catalog Error: Table with name nope does not exist!", "invalid_query", false],
  ["INTERRUPT Error: Interrupted!", "query_cancelled", false],
  ["Something never seen before", "query_failed", false],
] as const)("%s is %s", ([text, code, retryable]) => {
  const error = classifyError(new Error(text));
  expect(error).toMatchObject({ code, retryable });
  expect(error.cause).toMatchObject({ message: text });
});

test("driver text, which can hold row values, is in the cause alone", () => {
  const error = classifyError(
    new Error("Conversion Error: Could not convert string 'secret' to INT128"),
  );
  expect(error.message).not.toContain("secret");
  expect(JSON.stringify(error)).not.toContain("secret");
  expect(Object.keys(error)).not.toContain("cause");
});

test("a held lock says who holds it", () => {
  const error = classifyError(
    new Error(
      'IO Error: Could not set lock on file "/x.db": Conflicting lock is held in /usr/bin/node (PID 42). See',
    ),
  );
  expect(error).toBeInstanceOf(DatabaseLockedError);
  expect(error).toMatchObject({ path: "/x.db", pid: 42 });
});

test("an error of ours stays what it is", () => {
  const first = classifyError(new Error("Parser Error: x"));
  expect(classifyError(first)).toBe(first);
});
