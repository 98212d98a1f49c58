import type { DuckDBConnection } from "@duckdb/node-api";

/** Settings, variables, prepared statements, and what is temporary: all that only one connection knows of. */
const items = `
    select name || '=' || coalesce(value, '') as item from duckdb_settings() where scope = 'LOCAL'
    union all select 'variable ' || name || '=' || coalesce(value::varchar, '') from duckdb_variables()
    union all select 'prepared ' || name from duckdb_prepared_statements()
    union all select 'table ' || table_name from duckdb_tables() where database_name = 'temp'
    union all select 'view ' || view_name from duckdb_views() where database_name = 'temp'
    union all select 'sequence ' || sequence_name from duckdb_sequences() where database_name = 'temp'
    union all select 'type ' || type_name from duckdb_types() where database_name = 'temp'
    union all select 'schema ' || schema_name from duckdb_schemas() where database_name = 'temp'`;

/** To list them takes ten times as long as all the rest. */
const macros = `
    union all select 'macro ' || function_name from duckdb_functions()
      where database_name = 'temp' and not internal`;

/**
 * What only this connection knows of, in a form to compare.
 *
 * @param sql what runs between the two; only a text that says so can make a macro.
 */
export async function connectionState(connection: DuckDBConnection, sql: string): Promise<unknown> {
  const makesMacros = /macro|function/i.test(sql);
  const result = await connection.run(
    `select list(item order by item asc)::varchar from (${items}${makesMacros ? macros : ""})`,
  );
  return result.chunkCount === 0 ? undefined : result.getChunk(0).getColumnValues(0)[0];
}
