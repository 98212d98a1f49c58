import type { Engine } from "@handsfree/query";
import { MigrationHistoryError } from "../errors.ts";
import type { Relation, RelationColumn, Relations } from "./relation.ts";
import type { HistoryTables } from "./tables.ts";

type ColumnType = "integer" | "text" | "timestamptz";

const types: Readonly<Record<ColumnType, RegExp>> = {
  integer: /^(?:integer|bigint)$/,
  text: /^(?:text|varchar|character varying(?:\(\d+\))?)$/,
  timestamptz: /^timestamp(?:\(\d\))? with time zone$/,
};

/** The columns that identify a table as the migrator's. */
export interface OwnColumns {
  readonly name: keyof HistoryTables;
  readonly key: string;
  readonly needed: Readonly<Record<string, ColumnType>>;
  readonly further: Readonly<Record<string, ColumnType>>;
}

/**
 * Finds the migrator's table in the current schema.
 *
 * @returns undefined when no relation there has its name.
 * @throws {MigrationHistoryError} when another relation has it.
 */
export function findOwn(
  engine: Engine,
  { schema, found }: Relations,
  own: OwnColumns,
): Relation | undefined {
  const relation = found.find((one) => one.name === own.name && one.schema === schema);
  if (relation !== undefined) refuseForeign(engine, relation, own);
  return relation;
}

/**
 * Refuses to start a second history.
 *
 * @throws {MigrationHistoryError} when another schema of the path has a table of the name, or the role may not
 *   use a schema that has one, which PostgreSQL skips silently.
 */
export function requireOnePlace({ schema, role, path, found }: Relations, name: string): string {
  if (schema === null) {
    const paths = path.join(", ");
    throw refusal(
      "database_unreadable",
      `role ${role} may not use any schema of its search_path (${paths}), so ${name} can be neither read nor created; create the schema, or GRANT USAGE ON SCHEMA to ${role}`,
    );
  }
  const places = found.filter((one) => one.name === name && path.includes(one.schema));
  const [first] = places.toSorted((a, b) => path.indexOf(a.schema) - path.indexOf(b.schema));
  if (first === undefined || first.schema === schema) return schema;
  if (!first.usable) {
    throw refusal(
      "database_unreadable",
      `role ${role} may not use schema ${first.schema}, where ${name} is; GRANT USAGE ON SCHEMA ${first.schema} TO ${role}, or use the role that migrates`,
    );
  }
  throw refusal(
    "schema_unknown",
    `${name} is in schema ${first.schema} of the search_path and not in ${schema}, where this run would start a new history; put ${first.schema} first in the search_path to continue there, or remove it from the path`,
  );
}

/** @throws {MigrationHistoryError} when the role may not see all rows. */
export function requireReadable(
  { name, schema, readable, filtered }: Relation,
  role: string,
): void {
  if (!readable) {
    throw refusal(
      "database_unreadable",
      `role ${role} may not read ${name} in schema ${schema}, so the applied versions are unknown; GRANT SELECT ON ${schema}.${name} TO ${role}, or use the role that migrates`,
    );
  }
  if (filtered) {
    throw refusal(
      "database_unreadable",
      `row security can hide rows of ${name} in schema ${schema} from role ${role}, so the applied versions are unknown; use the table's owner, or disable row security on it`,
    );
  }
}

function refuseForeign(
  engine: Engine,
  { name, schema, kind, columns }: Relation,
  { key, needed, further }: OwnColumns,
): void {
  const where = engine === "duckdb" ? name : `${name} in schema ${schema}`;
  const wayOut = `nothing was changed; give the migrator a ${engine === "duckdb" ? "database" : "schema or a database"} of its own, or rename that ${kind}${name === "schema_migrations" ? ", and record the applied versions with baseline" : ""}`;
  if (kind !== "table") {
    throw refusal("schema_unknown", `${where} is a ${kind}, not the migrator's table; ${wayOut}`);
  }
  const problems = [...wrongColumns(columns, needed, further)];
  if (problems.length === 0 && !columns.find((column) => column.name === key)?.unique) {
    problems.push(`${key} has no unique key`);
  }
  if (problems.length === 0) return;
  const has = columns.map((column) => `${column.name} ${column.type}`).join(", ");
  const tool = toolOf(columns);
  const as = tool === undefined ? "" : `, as ${tool} makes it`;
  throw refusal(
    "schema_unknown",
    `${where} is not the migrator's: it has (${has})${as}; ${problems.join(", ")}; ${wayOut}`,
  );
}

function* wrongColumns(
  columns: readonly RelationColumn[],
  needed: OwnColumns["needed"],
  further: OwnColumns["further"],
): Generator<string> {
  const known = { ...further, ...needed };
  const missing = Object.keys(needed).filter((name) => !columns.some((one) => one.name === name));
  if (missing.length > 0) yield `it lacks ${missing.join(", ")}`;
  for (const { name, type, required } of columns) {
    const right = Object.hasOwn(known, name) ? known[name] : undefined;
    if (right === undefined) {
      if (required) yield `${name} belongs to another program, and every row must have it`;
    } else if (!types[right].test(type)) yield `${name} is not ${right}`;
  }
}

/**
 * The tool that makes a `schema_migrations` with such columns.
 *
 * @see https://github.com/amacneil/dbmate
 * @see https://github.com/golang-migrate/migrate/blob/master/database/postgres/README.md
 * @see https://hexdocs.pm/ecto_sql/Ecto.Migration.html
 */
function toolOf(columns: readonly RelationColumn[]): string | undefined {
  const names = columns
    .map(({ name }) => name)
    .toSorted()
    .join(" ");
  if (names === "version") {
    return columns[0]?.type === "character varying" ? "Rails" : "dbmate";
  }
  return {
    "dirty version": "golang-migrate",
    "inserted_at version": "Ecto",
    filename: "Sequel",
    "applied description id": "Migratus",
    "name statements version": "Supabase",
  }[names];
}

function refusal(
  code: "database_unreadable" | "schema_unknown",
  message: string,
): MigrationHistoryError {
  return new MigrationHistoryError(code, message);
}
