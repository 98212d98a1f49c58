import type { RawBuilder } from "kysely";
import type {
  EnumDescription,
  SchemaDescription,
  SequenceDescription,
  ViewDescription,
} from "./description.ts";

/** A column and its table, in the order of the table's columns. */
export interface CatalogColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly generated: string | null;
}

export interface CatalogConstraint {
  readonly table: string;
  readonly definition: string;
}

export interface CatalogIndex {
  readonly table: string;
  readonly name: string | null;
  readonly unique: boolean;
  readonly definition: string;
}

/** An engine's catalog of the current schema. Only the columns of a table have an order. */
export interface Catalog {
  readonly engine: SchemaDescription["engine"];
  readonly tables: readonly string[];
  readonly columns: readonly CatalogColumn[];
  readonly constraints: readonly CatalogConstraint[];
  readonly indexes: readonly CatalogIndex[];
  readonly views: readonly ViewDescription[];
  readonly sequences: readonly SequenceDescription[];
  readonly enums: readonly EnumDescription[];
}

/** Runs a catalog query. The caller states the type of its rows. */
export async function rowsOf<Row>(
  db: Parameters<RawBuilder<Row>["execute"]>[0],
  query: RawBuilder<unknown>,
): Promise<Row[]> {
  return (await query.execute(db)).rows as Row[];
}
