import type { DuckDBConnection } from "@duckdb/node-api";

/** Lists the state of one connection: settings, variables, prepared statements, and temporary objects. */
const items = `
    select name || '=' || coalesce(value, '') as item from duckdb_settings() where scope = 'LOCAL'
    union all select 'variable ' || name || '=' || coalesce(value::varchar, '') from duckdb_variables()
    union all select 'prepared ' || name from duckdb_prepared_statements()
    union all select 'table ' || table_name from duckdb_tables() where database_name = 'temp'
    union all select 'view ' || view_name from duckdb_views() where database_name = 'temp'
    union all select 'sequence ' || sequence_name from duckdb_sequences() where database_name = 'temp'
    union all select 'type ' || type_name from duckdb_types() where database_name = 'temp'
    union all select 'schema ' || schema_name from duckdb_schemas() where database_name = 'temp'`;

/** Listing macros takes ten times as long as all the rest. */
const macros = `
    union all select 'macro ' || function_name from duckdb_functions()
      where database_name = 'temp' and not internal`;

/**
 * Describes what belongs to the connection alone, in a form that can be compared.
 *
 * @param sql the text that runs before the next call. Macros are listed if it can make one.
 */
export async function connectionState(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const makesMacros = /macro|function/i.test(sql);
  const result = await connection.run(
    `select list(item order by item asc)::varchar from (${items}${makesMacros ? macros : ""})`,
  );
  return result.chunkCount === 0 ? undefined : result.getChunk(0).getColumnValues(0)[0];
}
