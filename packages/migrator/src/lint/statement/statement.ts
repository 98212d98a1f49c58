import type { Token } from "../../sql/token.ts";

/** A column's type as it is written. */
export interface TypeName {
  /** Lower case, as the file has it. */
  readonly written: string;
  /** Lower case, one name for its synonyms: `integer` for INT4, `varchar` for CHARACTER VARYING. */
  readonly name: string;
  /** Of `numeric(10, 2)`, the numbers. */
  readonly sizes: readonly number[];
  readonly array: boolean;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly line: number;
  readonly type: TypeName;
  readonly notNull: boolean;
  /** The expression of its DEFAULT. */
  readonly defaultsTo?: readonly Token[];
  readonly generated?: "identity" | "stored" | "virtual";
  readonly constraints: readonly TableConstraint[];
}

/** A constraint of a table, or of a column and so of its table. */
export interface TableConstraint {
  readonly kind: "check" | "exclude" | "foreign key" | "not null" | "primary key" | "unique";
  readonly name?: string;
  /** Of a key, in order; of a CHECK, every name in it. */
  readonly columns: readonly string[];
  /** The table that a foreign key is to. */
  readonly references?: string;
  /** The column of a `CHECK (column IS NOT NULL)`. */
  readonly forbidsNullOf?: string;
  readonly notValid: boolean;
  readonly usingIndex: boolean;
}

/** One change of an ALTER TABLE. */
export type Alteration = { readonly line: number } & (
  | { readonly kind: "add-column"; readonly column: ColumnDefinition }
  | { readonly kind: "drop-column"; readonly column: string; readonly cascade: boolean }
  | {
      readonly kind: "set-type";
      readonly column: string;
      readonly type: TypeName;
      readonly using?: readonly Token[];
    }
  | { readonly kind: "set-not-null" | "drop-not-null"; readonly column: string }
  | { readonly kind: "rename-column"; readonly column: string; readonly to: string }
  | { readonly kind: "rename-table"; readonly to: string }
  | { readonly kind: "add-constraint"; readonly constraint: TableConstraint }
  | { readonly kind: "validate-constraint" | "drop-constraint"; readonly name: string }
  | { readonly kind: "other"; readonly text: string }
);

/** A statement, as far as the rules need to know it. */
export type Statement = {
  readonly line: number;
  /** Without space and comments. */
  readonly tokens: readonly Token[];
} & (
  | {
      readonly kind: "create-table";
      readonly table: string;
      readonly orReplace: boolean;
      /** Undefined where a query makes them. */
      readonly columns?: readonly ColumnDefinition[];
      readonly constraints: readonly TableConstraint[];
    }
  | {
      readonly kind: "create-index";
      readonly table: string;
      readonly index?: string;
      readonly columns: readonly string[];
      readonly unique: boolean;
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
    }
  | {
      readonly kind: "alter-table";
      readonly table: string;
      readonly alterations: readonly Alteration[];
    }
  | {
      readonly kind: "drop";
      /** In lower case: `table`, `materialized view`. */
      readonly what: string;
      readonly names: readonly string[];
      readonly concurrently: boolean;
      readonly ifExists: boolean;
      readonly cascade: boolean;
    }
  | {
      readonly kind: "change-rows";
      readonly verb: "delete" | "insert" | "truncate" | "update";
      readonly tables: readonly string[];
      /** The columns that an UPDATE sets. */
      readonly columns: readonly string[];
      /** Whether a condition or the statement itself says which rows. */
      readonly limited: boolean;
      readonly cascade: boolean;
    }
  | { readonly kind: "other" }
);

/** A statement of one kind. */
export type StatementOf<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;
/** The part of a statement that its kind has. */
export type Parsed<Kind extends Statement["kind"]> = Omit<StatementOf<Kind>, "line" | "tokens">;
