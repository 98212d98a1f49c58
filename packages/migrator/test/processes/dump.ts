import { engineOf } from "@handsfree/query";
import { type Kysely, sql } from "kysely";

/**
 * The schema and every row, the time of the migrations aside. What it says is compared as it is, so
 * names and types are the engine's own.
 */
export async function dump<DB>(db: Kysely<DB>): Promise<Readonly<Record<string, unknown>>> {
  const query = async <Row = unknown>(text: string): Promise<Row[]> =>
    (await sql.raw<Row>(text).execute(db)).rows;
  const tables = await query<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = current_schema() and table_name not like 'schema_migrations%' order by 1`,
  );
  const rows: Record<string, unknown> = {};
  for (const { name } of tables) {
    rows[name] = await query(
      `select count(*) as n, min(row_text) as first, max(row_text) as last, sum(length(row_text)) as length,
         ${engineOf(db) === "duckdb" ? "bit_xor(hash(row_text))" : "sum(hashtext(row_text)::bigint)"}::text as hash
       from (select ${name}::text as row_text from ${name}) as texts`,
    );
  }
  return {
    rows,
    columns: await query(
      `select table_name, ordinal_position, column_name, data_type, is_nullable, column_default
       from information_schema.columns where table_schema = current_schema() order by 1, 2`,
    ),
    objects: await query(engineOf(db) === "duckdb" ? duckdbObjects : postgresObjects),
    history: await query(
      "select version, checksum, state, statement, error from schema_migrations order by 1",
    ),
  };
}

const duckdbObjects = `
  select 'index' as kind, index_name as name, sql as definition from duckdb_indexes()
  union all select 'view', view_name, sql from duckdb_views() where not internal
  union all select constraint_type, table_name || '.' || constraint_name, constraint_text from duckdb_constraints()
  order by 1, 2, 3`;

const postgresObjects = `
  select 'index' as kind, indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) || ' ' || indisvalid as definition
  from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = current_schema()::regnamespace
  union all select 'view', viewname, definition from pg_views where schemaname = current_schema()
  union all select 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
  from pg_constraint where connamespace = current_schema()::regnamespace
  order by 1, 2, 3`;
