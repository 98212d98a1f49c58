import {
  type ColumnMetadata,
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from "kysely/migration";

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly is_view: boolean;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly value: string | null;
  readonly comment: string | null;
}

const kyselysOwn: ReadonlySet<string> = new Set([
  DEFAULT_MIGRATION_TABLE,
  DEFAULT_MIGRATION_LOCK_TABLE,
]);

/** Lists the schemas, tables and views of the open database, without attached databases. */
export class DuckDbIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>;

  constructor(db: Kysely<unknown>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      select schema_name as name from duckdb_schemas() where database_name = current_database()
      order by schema_name
    `.execute(this.#db);
    return rows;
  }

  async getTables(
    { withInternalKyselyTables }: DatabaseMetadataOptions = { withInternalKyselyTables: false },
  ): Promise<TableMetadata[]> {
    // A view that has not been used since the file was opened has columns only once it is described.
    const { rows } = await sql<ColumnRow>`
      select columns.schema_name as schema, columns.table_name as "table", tables.is_view,
        column_name as name, data_type as type, is_nullable as nullable, column_default as value,
        columns.comment
      from duckdb_columns() as columns join (
        select table_oid as oid, false as is_view from duckdb_tables()
          where database_name = current_database() and not internal
        union all
        select view_oid as oid, true as is_view from duckdb_views()
          where database_name = current_database() and not internal
      ) as tables on columns.table_oid = tables.oid
      where columns.database_name = current_database()
      order by columns.schema_name, columns.table_name, column_index
    `.execute(this.#db);
    const tables = new Map<string, TableMetadata>();
    for (const row of rows) {
      if (!withInternalKyselyTables && kyselysOwn.has(row.table)) continue;
      const key = JSON.stringify([row.schema, row.table]);
      const table = tables.get(key) ?? {
        name: row.table,
        schema: row.schema,
        isView: row.is_view,
        isForeign: false,
        columns: [],
      };
      table.columns.push(toColumn(row));
      tables.set(key, table);
    }
    return [...tables.values()];
  }
}

function toColumn({ name, type, nullable, value, comment }: ColumnRow): ColumnMetadata {
  return {
    name,
    dataType: type,
    isNullable: nullable,
    hasDefaultValue: value !== null,
    isAutoIncrementing: value?.startsWith("nextval(") ?? false,
    ...(comment === null ? {} : { comment }),
  };
}
