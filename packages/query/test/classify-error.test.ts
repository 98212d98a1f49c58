import { expect, test } from "vitest";
import { classifyError } from "../src/duckdb/errors/classify-error.ts";
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
  [
    'TransactionContext Error: Failed to commit: Could not write file "/x.db.wal": No space left on device',
    "out_of_resources",
    true,
  ],
  ['IO Error: Could not write file "/x.db": Disk quota exceeded', "out_of_resources", true],
  ['IO Error: Cannot open file "/x.db.wal": Too many open files', "out_of_resources", true],
  ['IO Error: Cannot open file "/x.db.wal": Read-only file system', "database_read_only", false],
  ['IO Error: Cannot open file "/x.db": Permission denied', "database_unreadable", false],
  ['IO Error: Could not read from file "/x.db": Input/output error', "database_failed", false],
  [
    'FATAL Error: Failed to create checkpoint because of error: Could not write file "/x.db": No space left on device',
    "database_failed",
    false,
  ],
  [
    "FATAL Error: Failed to create checkpoint because of error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 274432",
    "database_unreadable",
    false,
  ],
  [
    "IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 4096",
    "database_unreadable",
    false,
  ],
  [
    'TransactionContext Error: Failure while replaying WAL file "/x.db.wal": Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "secret"',
    "database_unreadable",
    false,
  ],
  [
    'Constraint Error: Duplicate key "note: Corrupt database file, No space left on device" violates unique constraint.',
    "duplicate_key",
    false,
  ],
  ["Out of Memory Error: failed to allocate", "out_of_resources", true],
  ["FATAL Error: Failed: database has been invalidated", "database_failed", false],
  [
    'IO Error: Checkpoint failed for database "x". The database has been invalidated. Original error: Could not write file "/x.db": No space left on device',
    "database_failed",
    false,
  ],
  [
    'IO Error: Transaction COMMIT succeeded and is durable, but the autocheckpoint failed. Detach and reattach the database to recover. Checkpoint failed for database "x".',
    "database_failed",
    false,
  ],
  [
    'TransactionContext Error: Failed to commit: Database "x" has been invalidated because checkpointing failed. Detach and reattach it before using it again. Original error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 4096',
    "database_unreadable",
    false,
  ],
  [
    'Constraint Error: Duplicate key "note: Database "x" has been invalidated" violates unique constraint.',
    "duplicate_key",
    false,
  ],
  [
    'Binder Error: Unique file handle conflict: Cannot attach "x" - the database file "/x.db" is already attached by database "x"',
    "database_locked",
    true,
  ],
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

test.for([
  [
    'IO Error: Could not write file "/a/x.db.wal": No space left on device',
    "/a/x.db.wal: the disk is full; make room and try again",
  ],
  [
    'IO Error: Failure while replaying WAL file "/a/x.db.wal": Corrupt WAL file: entry at byte position 56 computed checksum 9 does not match stored checksum 5',
    "/a/x.db.wal: the log is damaged: the entry at byte 56 is not what was written there; keep the file",
  ],
  [
    'TransactionContext Error: Failure while replaying WAL file "/a/x.db.wal": Failed to commit: Could not read enough bytes from file "/a/x.db": attempted to read 262144 bytes from location 13381632',
    "/a/x.db: the database is damaged: the file ends before byte 13643776",
  ],
  [
    "IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at location 4096",
    "the database is damaged: the block at byte 4096 is not what was written there",
  ],
  [
    'FATAL Error: Failed to create checkpoint because of error: Could not write file "/a/x.db": No space left on device',
    "/a/x.db: the disk is full, and the database stopped on it; whether this was kept is not known",
  ],
] as const)("%s names the file, the place and the way out", ([text, message]) => {
  expect(classifyError(new Error(text)).message).toContain(message);
});
