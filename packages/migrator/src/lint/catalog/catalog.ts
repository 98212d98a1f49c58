import type { TableConstraint, TypeName } from "../statement/statement.ts";

/** A column, as the statements so far have left it. */
interface CatalogColumn {
  readonly name: string;
  readonly type: TypeName;
}

/** A table, as the statements so far have left it. */
export interface CatalogTable {
  /** Undefined where nobody can tell without the database, as of a CREATE TABLE … AS. */
  readonly columns: readonly CatalogColumn[] | undefined;
  readonly constraints: readonly TableConstraint[];
  /** The names of its indexes, with their columns. */
  readonly indexes: ReadonlyMap<string, readonly string[]>;
  /** Made by the file itself, so that nobody else has rows in it or waits for it. */
  readonly fresh: boolean;
  /** The columns that the file has updated; every one of them after a DELETE. */
  readonly changed: ReadonlySet<string> | "all" | undefined;
}

/**
 * What is known of a schema from the text of its migrations, without a database. The keys are names as
 * `Cursor.name` gives them.
 */
export type Catalog = ReadonlyMap<string, CatalogTable>;

/** Before the first migration. */
export const emptyCatalog: Catalog = new Map();

/** The same schema, seen from the next file, in the next transaction. */
export function atNextFile(catalog: Catalog): Catalog {
  return new Map(
    Array.from(catalog, ([name, table]) => [name, { ...table, fresh: false, changed: undefined }]),
  );
}

/** Whether the table is the file's own. One that nothing is known of is taken to be older. */
export function isFresh(catalog: Catalog, table: string): boolean {
  return catalog.get(table)?.fresh ?? false;
}

/** The table that an index is of. */
export function tableOfIndex(catalog: Catalog, index: string): string | undefined {
  for (const [name, { indexes }] of catalog) if (indexes.has(index)) return name;
  return undefined;
}

/** The type of a column, where it is known. */
export function typeOf(catalog: Catalog, table: string, column: string): TypeName | undefined {
  return catalog.get(table)?.columns?.find(({ name }) => name === column)?.type;
}
