import { engineOf } from "@handsfree/query";
import type { Kysely, Transaction } from "kysely";
import { byText } from "../by-text.ts";
import { isHistoryTable } from "../history/tables.ts";
import type { Catalog } from "./catalog.ts";
import type { SchemaDescription, TableDescription } from "./description.ts";
import { readDuckDbCatalog } from "./duckdb-catalog.ts";
import { readPostgresCatalog } from "./postgres-catalog.ts";
import { typeName } from "./type-names.ts";

/**
 * Describes the live schema: tables, views, sequences and enumerations of the current schema (`main`, or the
 * first of PostgreSQL's `search_path`), without the migrator's own tables. Functions, triggers, comments and
 * privileges are not included. It reads one snapshot of the catalog, and no rows.
 */
export async function readSchema<DB>(db: Kysely<DB>): Promise<SchemaDescription> {
  const engine = engineOf(db);
  const read = (executor: Kysely<DB> | Transaction<DB>): Promise<Catalog> =>
    engine === "duckdb" ? readDuckDbCatalog(executor) : readPostgresCatalog(executor);
  if (db.isTransaction) return describe(await read(db));
  const reading = db.transaction().setAccessMode("read only");
  const oneState = engine === "duckdb" ? reading : reading.setIsolationLevel("repeatable read");
  return describe(await oneState.execute(read));
}

function describe(catalog: Catalog): SchemaDescription {
  return {
    engine: catalog.engine,
    tables: catalog.tables
      .filter((name) => !isHistoryTable(name))
      .toSorted(byText)
      .map((name) => describeTable(catalog, name)),
    views: catalog.views.toSorted(byName),
    sequences: catalog.sequences.toSorted(byName),
    enums: catalog.enums.toSorted(byName),
  };
}

function describeTable({ columns, constraints, indexes }: Catalog, name: string): TableDescription {
  return {
    name,
    columns: columns
      .filter(({ table }) => table === name)
      .map((column) => ({
        name: column.name,
        type: typeName(column.type),
        nullable: column.nullable,
        default: column.default,
        generated: column.generated,
      })),
    constraints: constraints
      .filter(({ table }) => table === name)
      .map(({ definition }) => definition)
      .toSorted(byText),
    indexes: indexes
      .filter(({ table }) => table === name)
      .map((index) => ({ name: index.name, unique: index.unique, definition: index.definition }))
      .toSorted((a, b) => byText(`${a.name}${a.definition}`, `${b.name}${b.definition}`)),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return byText(a.name, b.name);
}
