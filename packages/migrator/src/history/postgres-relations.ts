import { type Kysely, sql } from "kysely";
import type { HistoryTables } from "./tables.ts";
import type { Relation, Relations } from "./relation.ts";

/**
 * Reads the catalog, which every role may read. `information_schema` leaves out tables without privileges, so a
 * history that the role may not read would look absent.
 */
export async function readPostgresRelations(db: Kysely<HistoryTables>): Promise<Relations> {
  const { schema, role, path, found } = await db
    .selectNoFrom([
      sql<string | null>`current_schema()`.as("schema"),
      sql<string>`current_user::text`.as("role"),
      sql<string>`current_setting('search_path')`.as("path"),
      sql<string | null>`(
        select json_agg(json_build_object(
          'name', c.relname, 'schema', n.nspname,
          'kind', case c.relkind when 'r' then 'table' when 'p' then 'partitioned table'
            when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
            when 'S' then 'sequence' when 'c' then 'type' else 'index' end,
          'usable', has_schema_privilege(n.oid, 'USAGE'),
          'readable', has_table_privilege(c.oid, 'SELECT'),
          'filtered', row_security_active(c.oid),
          'columns', (
            select coalesce(json_agg(json_build_object(
              'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
              'required', a.attnotnull and not a.atthasdef and a.attidentity = '',
              'unique', exists (
                select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique
                  and i.indpred is null and i.indnkeyatts = 1 and i.indkey[0] = a.attnum
              )
            ) order by a.attnum), '[]')
            from pg_catalog.pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          )
        ) order by n.nspname)::text
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relname in ('schema_migrations', 'schema_migrations_lock')
          and n.nspname not like 'pg\\_%'
      )`.as("found"),
    ])
    .executeTakeFirstOrThrow();
  return {
    schema,
    role,
    path: parsePath(path).map((name) => (name === "$user" ? role : name)),
    found: found === null ? [] : (JSON.parse(found) as Relation[]),
  };
}

/** Splits a setting such as `"$user", public`. */
function parsePath(path: string): string[] {
  return Array.from(path.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g), ([word, quoted]) =>
    quoted === undefined ? word : quoted.replaceAll('""', '"'),
  );
}
