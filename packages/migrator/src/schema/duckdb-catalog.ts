import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  type Catalog,
  type CatalogColumn,
  type CatalogConstraint,
  type CatalogIndex,
  rowsOf,
} from "./catalog.ts";
import type { EnumDescription, SequenceDescription, ViewDescription } from "./description.ts";

/** Other databases can be attached, for example during a backup. */
const here: RawBuilder<boolean> = sql`
  database_name = current_database() and schema_name = current_schema()`;

export async function readDuckDbCatalog<DB>(db: Kysely<DB>): Promise<Catalog> {
  return {
    engine: "duckdb",
    tables: await readTables(db),
    columns: await readColumns(db),
    constraints: await readConstraints(db),
    indexes: await readIndexes(db),
    views: await rowsOf<ViewDescription>(
      db,
      sql`select view_name as name, rtrim(regexp_replace(sql,
          '^CREATE VIEW ("([^"]|"")*"|[^" (]+) ?', ''), ';') as definition
        from duckdb_views() where ${here} and not internal`,
    ),
    sequences: await rowsOf<SequenceDescription>(
      db,
      sql`select sequence_name as name, concat('increment ', increment_by, ' minvalue ', min_value,
          ' maxvalue ', max_value, case when cycle then ' cycle' else '' end) as definition
        from duckdb_sequences() where ${here}`,
    ),
    enums: await rowsOf<EnumDescription>(
      db,
      sql`select type_name as name, labels as values
        from duckdb_types() where ${here} and not internal and logical_type = 'ENUM'`,
    ),
  };
}

async function readTables<DB>(db: Kysely<DB>): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select table_name as name from duckdb_tables() where ${here} and not internal`,
  );
  return tables.map(({ name }) => name);
}

/** That a column is generated is only in the table's own text; the catalog has its expression as a default. */
async function readColumns<DB>(db: Kysely<DB>): Promise<CatalogColumn[]> {
  return rowsOf(
    db,
    sql`with described as (
      select c.*, t.sql as text from duckdb_columns() as c
      join (select table_oid, sql from duckdb_tables() where ${here} and not internal) as t using (table_oid)
      where ${here}
    ), marked as (
      select *, regexp_matches(text, '[(,] ?"?' || regexp_escape(replace(column_name, '"', '""'))
        || '"? ' || regexp_escape(data_type) || ' GENERATED ALWAYS AS\\(') as is_generated
      from described
    )
    select table_name as "table", column_name as name, data_type as type, is_nullable as nullable,
      case when not is_generated then column_default end as default,
      case when is_generated then column_default end as generated
    from marked order by table_name, column_index`,
  );
}

async function readConstraints<DB>(db: Kysely<DB>): Promise<CatalogConstraint[]> {
  const constraints = await rowsOf<CatalogConstraint>(
    db,
    sql`select table_name as "table", constraint_text as definition
      from duckdb_constraints() where ${here} and constraint_type <> 'NOT NULL'`,
  );
  // As PostgreSQL writes it.
  return constraints.map(({ table, definition }) => ({
    table,
    definition: definition.replace(/^(PRIMARY KEY|UNIQUE|CHECK)\(/, "$1 ("),
  }));
}

const createIndex =
  /^CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|[^" ]+) ON (?:"(?:[^"]|"")*"|[^"(])+(?<definition>\(.*\));?$/s;

async function readIndexes<DB>(db: Kysely<DB>): Promise<CatalogIndex[]> {
  const indexes = await rowsOf<CatalogIndex>(
    db,
    sql`select table_name as "table", index_name as name, is_unique as unique, sql as definition
      from duckdb_indexes() where ${here}`,
  );
  return indexes.map((index) => ({
    ...index,
    definition: createIndex.exec(index.definition)?.groups?.["definition"] ?? index.definition,
  }));
}
