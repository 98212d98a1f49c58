import type { Parsed, Statement } from "../statement/statement.ts";
import { applyAlteration } from "./apply-alteration.ts";
import { type Catalog, type CatalogTable, tableOfIndex } from "./catalog.ts";

/** The catalog after a statement, which is taken to succeed. */
export function applyStatement(before: Catalog, statement: Statement): Catalog {
  if (statement.kind === "other") return before;
  if (statement.kind === "change-rows" && statement.verb === "insert") return before;
  const catalog = new Map(before);
  switch (statement.kind) {
    case "create-table":
      createTable(catalog, statement);
      break;
    case "create-index":
      createIndex(catalog, statement);
      break;
    case "drop":
      drop(catalog, statement);
      break;
    case "alter-table":
      for (const alteration of statement.alterations) {
        applyAlteration(catalog, statement.table, alteration);
      }
      break;
    case "change-rows":
      changeRows(catalog, statement);
      break;
  }
  return catalog;
}

function createTable(catalog: Map<string, CatalogTable>, created: Parsed<"create-table">): void {
  const { table, columns, constraints } = created;
  // IF NOT EXISTS finds it there.
  if (catalog.has(table) && !created.orReplace) return;
  catalog.set(table, {
    columns: columns?.map(({ name, type }) => ({ name, type })),
    constraints,
    indexes: new Map(),
    fresh: true,
    changed: undefined,
  });
}

function createIndex(catalog: Map<string, CatalogTable>, created: Parsed<"create-index">): void {
  const table = catalog.get(created.table) ?? unknownTable;
  // Without a name PostgreSQL finds one, which no other index has.
  const name = created.index ?? `${created.table}(${created.columns.join()})`;
  const indexes = new Map(table.indexes).set(name, created.columns);
  catalog.set(created.table, { ...table, indexes });
}

function drop(catalog: Map<string, CatalogTable>, { what, names }: Parsed<"drop">): void {
  for (const name of names) {
    if (what === "table") catalog.delete(name);
    const owner = what === "index" ? tableOfIndex(catalog, name) : undefined;
    const table = owner === undefined ? undefined : catalog.get(owner);
    if (owner === undefined || table === undefined) continue;
    const indexes = new Map(table.indexes);
    indexes.delete(name);
    catalog.set(owner, { ...table, indexes });
  }
}

function changeRows(catalog: Map<string, CatalogTable>, changed: Parsed<"change-rows">): void {
  for (const name of changed.tables) {
    const table = catalog.get(name) ?? unknownTable;
    const columns =
      changed.verb === "update" && table.changed !== "all"
        ? new Set([...(table.changed ?? []), ...changed.columns])
        : "all";
    catalog.set(name, { ...table, changed: columns });
  }
}

/** A table whose CREATE nobody has shown. */
const unknownTable: CatalogTable = {
  columns: undefined,
  constraints: [],
  indexes: new Map(),
  fresh: false,
  changed: undefined,
};
