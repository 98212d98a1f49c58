import type { DuckDBConnection } from "@duckdb/node-api";

/** Settings, variables, prepared statements, and what is temporary: all that only one connection knows of. */
const look = `
  select list(item order by item asc)::varchar from (
    select name || '=' || coalesce(value, '') as item from duckdb_settings() where scope = 'LOCAL'
    union all select 'variable ' || name || '=' || coalesce(value::varchar, '') from duckdb_variables()
    union all select 'prepared ' || name from duckdb_prepared_statements()
    union all select 'table ' || table_name from duckdb_tables() where database_name = 'temp'
    union all select 'view ' || view_name from duckdb_views() where database_name = 'temp'
    union all select 'sequence ' || sequence_name from duckdb_sequences() where database_name = 'temp'
    union all select 'type ' || type_name from duckdb_types() where database_name = 'temp'
    union all select 'macro ' || function_name from duckdb_functions()
      where database_name = 'temp' and not internal
    union all select 'schema ' || schema_name from duckdb_schemas() where database_name = 'temp'
  )`;

/** What only this connection knows of, in a form to compare. */
export async function connectionState(connection: DuckDBConnection): Promise<unknown> {
  const result = await connection.run(look);
  return result.chunkCount === 0 ? undefined : result.getChunk(0).getColumnValues(0)[0];
}
