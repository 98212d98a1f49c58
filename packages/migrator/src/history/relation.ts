import type { HistoryTables } from "./tables.ts";

/** A column, as the catalog has it. */
export interface RelationColumn {
  readonly name: string;
  /** In the engine's own words, in lower case. */
  readonly type: string;
  /** Whether a row cannot be written without it. */
  readonly required: boolean;
  /** Whether no two rows have the same. */
  readonly unique: boolean;
}

/** What has the name of one of the migrator's tables. */
export interface Relation {
  readonly name: keyof HistoryTables;
  readonly schema: string;
  /** `table`, or what else it is: `view`, `sequence`. */
  readonly kind: string;
  readonly columns: readonly RelationColumn[];
  /** Whether the role may look for names in the schema. */
  readonly usable: boolean;
  readonly readable: boolean;
  /** Whether row security can keep rows from the role. */
  readonly filtered: boolean;
}

/** What the catalog says of the migrator's tables. */
export interface Relations {
  /** The schema of names without one; null where the role can use none of the path. */
  readonly schema: string | null;
  readonly role: string;
  /** The schemas in which names are looked for, in order, be they there or not. */
  readonly path: readonly string[];
  readonly found: readonly Relation[];
}
