import type { ColumnDescription, SchemaDescription, TableDescription } from "@handsfree/migrator";
import type { Manifests } from "./make-manifests.ts";

/** What a column of a type is in TypeScript, where the table types may only be narrower. */
const typeScriptTypes: Readonly<Record<string, string>> = {
  bigint: "number",
  boolean: "boolean",
  bytea: "Uint8Array",
  "double precision": "number",
  integer: "number",
  json: "string",
  real: "number",
  text: "string",
  timestamptz: "Date",
  uuid: "string",
};

/**
 * A file that compiles only where the table types of `@handsfree/schema` are what the migrations make.
 *
 * @throws {Error} when the engines' tables are not alike, since one set of types is for both.
 */
export function formatTableTypes({ duckdb, postgres }: Manifests): string {
  const [own, other] = [duckdb.schema, postgres.schema].map((schema) => linesOf(schema));
  const differences = [
    ...(own ?? []).filter((line) => !other?.includes(line)).map((line) => `DuckDB: ${line.trim()}`),
    ...(other ?? [])
      .filter((line) => !own?.includes(line))
      .map((line) => `PostgreSQL: ${line.trim()}`),
  ];
  if (differences.length > 0) {
    throw new Error(`the engines' tables are not alike:\n${differences.join("\n")}`);
  }
  return [
    "// Written by `pnpm schema` from what the migrations make. It is compiled, and never run.",
    'import type { Expect, HasColumns, HasTables, IsColumn } from "./expect.ts";',
    "",
    "export type Checks = [",
    ...(own ?? []),
    "];",
    "",
  ].join("\n");
}

function linesOf({ tables }: SchemaDescription): string[] {
  return [
    `  Expect<HasTables<${union(tables.map(({ name }) => name))}>>,`,
    ...tables.flatMap((table) => linesOfTable(table)),
  ];
}

/** Sorted, since the order of columns is no matter of a type, and can differ between the engines. */
function linesOfTable({ name, columns }: TableDescription): string[] {
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    `  Expect<HasColumns<"${name}", ${union(sorted.map((column) => column.name))}>>,`,
    ...sorted.map((column) => lineOfColumn(name, column)),
  ];
}

function lineOfColumn(table: string, column: ColumnDescription): string {
  const type = typeScriptTypes[column.type];
  if (type === undefined) {
    throw new Error(
      `${table}.${column.name} is ${column.type}, of which nobody has said yet what it is in TypeScript`,
    );
  }
  const missing = column.nullable || column.default !== null ? "optional" : "required";
  return `  Expect<IsColumn<"${table}", "${column.name}", ${type}${column.nullable ? " | null" : ""}, "${missing}">>,`;
}

function union(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" | ");
}
