import type { Alteration, TableConstraint } from "../statement/statement.ts";
import type { CatalogTable } from "./catalog.ts";

/** Changes the catalog as one action of an ALTER TABLE does. */
export function applyAlteration(
  catalog: Map<string, CatalogTable>,
  name: string,
  alteration: Alteration,
): void {
  const table = catalog.get(name);
  if (table === undefined) return;
  if (alteration.kind === "rename-table") {
    catalog.delete(name);
    catalog.set(alteration.to, table);
    return;
  }
  catalog.set(name, { ...table, ...change(table, alteration) });
}

function change(table: CatalogTable, alteration: Alteration): Partial<CatalogTable> {
  const { columns, constraints } = table;
  switch (alteration.kind) {
    case "add-column": {
      const { name, type } = alteration.column;
      // IF NOT EXISTS finds it there.
      if (columns?.some((column) => column.name === name)) return {};
      return {
        columns: columns && [...columns, { name, type }],
        constraints: [...constraints, ...alteration.column.constraints],
      };
    }
    case "drop-column":
      return {
        columns: columns?.filter(({ name }) => name !== alteration.column),
        constraints: constraints.filter((one) => !one.columns.includes(alteration.column)),
        indexes: new Map(
          Array.from(table.indexes).filter(([, indexed]) => !indexed.includes(alteration.column)),
        ),
      };
    case "set-type":
      return {
        columns: columns?.map((column) =>
          column.name === alteration.column ? { ...column, type: alteration.type } : column,
        ),
      };
    case "rename-column":
      return rename(table, alteration.column, alteration.to);
    case "add-constraint":
      return { constraints: [...constraints, alteration.constraint] };
    case "validate-constraint":
      return {
        constraints: constraints.map((one) =>
          one.name === alteration.name ? { ...one, notValid: false } : one,
        ),
      };
    case "drop-constraint":
      return { constraints: constraints.filter(({ name }) => name !== alteration.name) };
    default:
      return {};
  }
}

function rename(table: CatalogTable, from: string, to: string): Partial<CatalogTable> {
  const renamed = (name: string): string => (name === from ? to : name);
  return {
    columns: table.columns?.map((column) => ({ ...column, name: renamed(column.name) })),
    constraints: table.constraints.map((one): TableConstraint => ({
      ...one,
      columns: one.columns.map(renamed),
    })),
    indexes: new Map(Array.from(table.indexes, ([name, of]) => [name, of.map(renamed)])),
  };
}
