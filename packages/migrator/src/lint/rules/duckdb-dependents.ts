import type { Catalog, CatalogTable } from "../catalog/catalog.ts";
import type { Problem } from "../rule.ts";
import type { Alteration } from "../statement/statement.ts";

/** What DuckDB does to a table that an index or a foreign key depends on. */
const harmless = new Set<Alteration["kind"]>(["add-column", "other", "add-constraint"]);

/**
 * What DuckDB refuses to do to a table because of what depends on it: any index, for all but a new column
 * or default; a foreign key of another table, for all but a new column; a key on the column or on one after
 * it, for a drop, and so a CHECK of it and others; a key or CHECK of the column, for another type; a foreign
 * key of the column, for another name.
 */
export function* refusedForDependents(
  catalog: Catalog,
  name: string,
  alteration: Alteration,
): Generator<Problem> {
  const table = catalog.get(name);
  if (table === undefined || harmless.has(alteration.kind)) return;
  const refuse = (what: string, wayOut: string): Problem => ({
    line: alteration.line,
    message: `DuckDB refuses it: ${what}; ${wayOut}`,
  });
  const [index] = table.indexes.keys();
  if (index !== undefined && alteration.kind !== "drop-constraint") {
    yield refuse(
      `the index ${index} depends on ${name}`,
      "drop the table's indexes before, and make them again after",
    );
  }
  const referrer = referrerOf(catalog, name);
  if (referrer !== undefined) {
    yield refuse(`a foreign key of ${referrer} depends on ${name}`, "rebuild both tables");
  }
  const constraint = constraintAgainst(table, alteration);
  if (constraint !== undefined) yield refuse(`${constraint} of ${name}`, "rebuild the table");
}

function constraintAgainst(table: CatalogTable, alteration: Alteration): string | undefined {
  const { columns = [], constraints } = table;
  const placeOf = (column: string): number => columns.findIndex(({ name }) => name === column);
  if (alteration.kind === "drop-column") {
    const { column } = alteration;
    const found = constraints.some(({ kind, columns: of }) =>
      kind === "check"
        ? of.includes(column) && columns.some(({ name }) => name !== column && of.includes(name))
        : of.some((keyed) => placeOf(keyed) >= placeOf(column)),
    );
    return found ? `a constraint on ${column}, or a key on a column after it,` : undefined;
  }
  if (alteration.kind !== "set-type" && alteration.kind !== "rename-column") return undefined;
  const isAgainst = ({ kind, columns: of }: CatalogTable["constraints"][number]): boolean =>
    of.includes(alteration.column) && (alteration.kind === "set-type" || kind === "foreign key");
  return constraints.some(isAgainst) ? `a constraint on ${alteration.column}` : undefined;
}

/** The other table that a foreign key to this one is of. */
export function referrerOf(catalog: Catalog, name: string): string | undefined {
  for (const [other, { constraints }] of catalog) {
    if (other !== name && constraints.some(({ references }) => references === name)) return other;
  }
  return undefined;
}
