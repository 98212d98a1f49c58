import type { ColumnDescription, SchemaDescription, TableDescription } from "@handsfree/migrator";
import type { Manifests } from "./make-manifests.ts";

/** The TypeScript types of column types. The table types may be narrower. */
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

/** A table and a column that one engine alone has, for the view `events`. No statement of ours names them. */
const ofOneEngine: ReadonlySet<string> = new Set(["feed_entries", "feed_position"]);

/**
 * Makes a file that compiles only if the table types of `@handsfree/schema` match the tables of the migrations.
 *
 * @throws {Error} if the tables differ between the engines, since both share one set of types.
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
    throw new Error(`the tables differ between the engines:\n${differences.join("\n")}`);
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

function linesOf({ tables, views }: SchemaDescription): string[] {
  const shared = tables.filter(({ name }) => !ofOneEngine.has(name));
  const names = [...shared, ...views].map(({ name }) => name);
  return [
    `  Expect<HasTables<${union(names.toSorted())}>>,`,
    ...shared.flatMap((table) => linesOfTable(table)),
  ];
}

/** Sorts the columns, since their order can differ between the engines and does not matter for types. */
function linesOfTable({ name, columns }: TableDescription): string[] {
  const sorted = columns
    .filter((column) => !ofOneEngine.has(column.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    `  Expect<HasColumns<"${name}", ${union(sorted.map((column) => column.name))}>>,`,
    ...sorted.map((column) => lineOfColumn(name, column)),
  ];
}

function lineOfColumn(table: string, column: ColumnDescription): string {
  const type = typeScriptTypes[column.type];
  if (type === undefined) {
    throw new Error(
      `${table}.${column.name} is ${column.type}, which has no TypeScript type here yet; add it to typeScriptTypes`,
    );
  }
  const missing = column.nullable || column.default !== null ? "optional" : "required";
  return `  Expect<IsColumn<"${table}", "${column.name}", ${type}${column.nullable ? " | null" : ""}, "${missing}">>,`;
}

function union(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" | ");
}
