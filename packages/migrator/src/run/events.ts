import type { Adoption, Migration } from "../files/migration.ts";

/** An event of a run. The package itself prints nothing. */
export type MigrationEvent =
  /** Another runner has the lock. Sent once for each runner, with the milliseconds since its last heartbeat. */
  | { readonly type: "waiting"; readonly holder: string; readonly silentFor: number }
  /** The lock was taken from a dead runner. */
  | { readonly type: "taken_over"; readonly holder: string; readonly silentFor: number }
  /** A history of the older form got its missing columns. */
  | { readonly type: "history_extended"; readonly versions: number }
  /** A changed file was recorded as accepted. */
  | { readonly type: "accepted"; readonly migration: Migration }
  | { readonly type: "started"; readonly migration: Migration }
  /** A statement of a file outside a transaction begins; from 1. */
  | {
      readonly type: "statement";
      readonly migration: Migration;
      readonly statement: number;
    }
  /** The work of another program was adopted, with the committed migration. */
  | { readonly type: "adopted"; readonly migration: Migration; readonly adoption: Adoption }
  /** The file is committed, after this many milliseconds. */
  | { readonly type: "applied"; readonly migration: Migration; readonly duration: number };
