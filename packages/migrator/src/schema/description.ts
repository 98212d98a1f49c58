import type { Engine } from "@handsfree/query";

/**
 * What a database is made of, as plain data: the same for two databases that are alike, however they came
 * to be so. Lists are ordered by name, but columns as `SELECT *` has them. What an engine names by itself (keys,
 * checks, NOT NULL) has no name here.
 */
export interface SchemaDescription {
  readonly engine: Engine;
  readonly tables: readonly TableDescription[];
  readonly views: readonly ViewDescription[];
  readonly sequences: readonly SequenceDescription[];
  readonly enums: readonly EnumDescription[];
}

/** A table: its columns, keys, constraints and indexes. */
export interface TableDescription {
  readonly name: string;
  readonly columns: readonly ColumnDescription[];
  /** Primary, unique and foreign keys, and checks, as the engine writes them. */
  readonly constraints: readonly string[];
  readonly indexes: readonly IndexDescription[];
}

/** A column, with its type and default as the engine writes them. */
export interface ColumnDescription {
  readonly name: string;
  /** One name on both engines where both have the type, such as `text` or `timestamptz`. */
  readonly type: string;
  readonly nullable: boolean;
  /** The expression, as the engine writes it. */
  readonly default: string | null;
  /** The expression of a column that makes itself, or which kind of identity it is. */
  readonly generated: string | null;
}

/** An index that a statement made, not a constraint. */
export interface IndexDescription {
  /** Null for one that PostgreSQL named. */
  readonly name: string | null;
  readonly unique: boolean;
  /** The rest of its definition, from its method or its columns on. */
  readonly definition: string;
}

/** A view, with its text as the engine keeps it. */
export interface ViewDescription {
  readonly name: string;
  readonly definition: string;
}

/** A sequence, and how it counts. */
export interface SequenceDescription {
  readonly name: string;
  /** Its step, bounds and whether it starts over; where it stands is data. */
  readonly definition: string;
}

/** An enumerated type, with its values in their order. */
export interface EnumDescription {
  readonly name: string;
  readonly values: readonly string[];
}
