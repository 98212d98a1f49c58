import type { Adoption, Migration } from "../files/migration.ts";

/** What a run tells whoever wants to know; the package itself prints nothing. */
export type MigrationEvent =
  /** Another runner has the lock. Told once of each, with the milliseconds since it last gave a sign. */
  | { readonly type: "waiting"; readonly holder: string; readonly silentFor: number }
  /** The lock was taken from a runner that is dead. */
  | { readonly type: "taken_over"; readonly holder: string; readonly silentFor: number }
  /** A history of the older form got its further columns. */
  | { readonly type: "history_extended"; readonly versions: number }
  /** A changed file was put on record as allowed. */
  | { readonly type: "accepted"; readonly migration: Migration }
  | { readonly type: "started"; readonly migration: Migration }
  /** A statement of a file outside a transaction begins; from 1. */
  | {
      readonly type: "statement";
      readonly migration: Migration;
      readonly statement: number;
    }
  /** What another program had made was adopted, with the migration that is committed. */
  | { readonly type: "adopted"; readonly migration: Migration; readonly adoption: Adoption }
  /** The file is committed; after so many milliseconds. */
  | { readonly type: "applied"; readonly migration: Migration; readonly duration: number };
