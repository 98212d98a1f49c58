import { checksumOf } from "../../src/files/checksum.ts";
import type { AppliedMigration } from "../../src/index.ts";

/** A row of the history, of a file with that text. */
export function recorded(
  version: string,
  text: string | null = "SELECT 1",
  more: Partial<AppliedMigration> = {},
): AppliedMigration {
  return {
    version,
    appliedAt: new Date(0),
    state: "applied",
    checksum: text === null ? null : checksumOf(text),
    acceptedChecksum: null,
    acceptedAt: null,
    duration: 1,
    toolVersion: "test",
    statement: null,
    error: null,
    doneChecksum: null,
    ...more,
  };
}
