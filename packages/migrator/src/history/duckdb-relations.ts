import { type Kysely, sql } from "kysely";
import type { HistoryTables } from "./tables.ts";
import type { Relation, Relations } from "./relation.ts";

/** Only the database itself is searched: an attached one can have tables of the same names. */
export async function readDuckDbRelations(db: Kysely<HistoryTables>): Promise<Relations> {
  const { schema, found } = await db
    .selectNoFrom([
      sql<string>`current_schema()`.as("schema"),
      sql<string>`(
        select to_json(list({
          name: lower(c.table_name), kind: lower(t.table_type),
          columns: c.columns, usable: true, readable: true, filtered: false
        }))::text
        from (
          select table_name, list({
            name: lower(column_name), type: lower(data_type),
            required: not is_nullable and column_default is null,
            "unique": exists (
              select 1 from duckdb_constraints() k
              where k.database_name = current_database() and k.schema_name = current_schema()
                and k.table_name = d.table_name and k.constraint_type in ('PRIMARY KEY', 'UNIQUE')
                and k.constraint_column_names = [d.column_name]
            )
          } order by column_index) as columns
          from duckdb_columns() d
          where database_name = current_database() and schema_name = current_schema()
            and lower(table_name) in ('schema_migrations', 'schema_migrations_lock')
          group by table_name
        ) c join information_schema.tables t on t.table_name = c.table_name
          and t.table_schema = current_schema() and t.table_catalog = current_database()
      )`.as("found"),
    ])
    .executeTakeFirstOrThrow();
  const relations = (JSON.parse(found ?? "[]") ?? []) as (Omit<Relation, "schema"> | null)[];
  return {
    schema,
    role: "",
    path: [schema],
    found: relations.flatMap((relation) => {
      if (relation === null) return [];
      const kind = relation.kind === "base table" ? "table" : relation.kind;
      return [{ ...relation, schema, kind }];
    }),
  };
}
