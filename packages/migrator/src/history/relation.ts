import type { HistoryTables } from "./tables.ts";

export interface RelationColumn {
  readonly name: string;
  /** The engine's name of the type, in lower case. */
  readonly type: string;
  /** Whether an insert must give a value. */
  readonly required: boolean;
  /** Whether a unique index covers only this column. */
  readonly unique: boolean;
}

/** A relation that has the name of one of the migrator's tables. */
export interface Relation {
  readonly name: keyof HistoryTables;
  readonly schema: string;
  /** `table`, or another kind such as `view` or `sequence`. */
  readonly kind: string;
  readonly columns: readonly RelationColumn[];
  /** Whether the role may use names in the schema. */
  readonly usable: boolean;
  readonly readable: boolean;
  /** Whether row security can hide rows from the role. */
  readonly filtered: boolean;
}

/** The relations with the names of the migrator's tables, and where they were looked up. */
export interface Relations {
  /** The current schema; null when the role can use no schema of the path. */
  readonly schema: string | null;
  readonly role: string;
  /** The search path in order, including schemas that do not exist. */
  readonly path: readonly string[];
  readonly found: readonly Relation[];
}
