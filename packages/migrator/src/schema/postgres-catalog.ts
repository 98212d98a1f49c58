import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  type Catalog,
  type CatalogColumn,
  type CatalogConstraint,
  type CatalogIndex,
  rowsOf,
} from "./catalog.ts";
import type { EnumDescription, SequenceDescription, ViewDescription } from "./description.ts";

const here: RawBuilder<boolean> = sql`relnamespace = current_schema()::regnamespace`;

const own: RawBuilder<boolean> = sql`not exists (
  select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`;

export async function readPostgresCatalog<DB>(db: Kysely<DB>): Promise<Catalog> {
  return {
    engine: "postgres",
    tables: await readTables(db),
    columns: await readColumns(db),
    constraints: await rowsOf<CatalogConstraint>(
      db,
      sql`select c.relname as "table", pg_get_constraintdef(con.oid) as definition
        from pg_constraint con join pg_class c on c.oid = con.conrelid
        where ${here} and con.contype in ('p', 'u', 'c', 'f', 'x')`,
    ),
    indexes: await readIndexes(db),
    views: await rowsOf<ViewDescription>(
      db,
      sql`select relname as name, case relkind when 'm' then 'materialized ' else '' end
          || regexp_replace(btrim(pg_get_viewdef(oid), ' ;'), '\\s+', ' ', 'g') as definition
        from pg_class c where ${here} and relkind in ('v', 'm') and ${own}`,
    ),
    sequences: await readSequences(db),
    enums: await rowsOf<EnumDescription>(
      db,
      sql`select t.typname as name, array_agg(e.enumlabel::text order by e.enumsortorder) as values
        from pg_type t join pg_enum e on e.enumtypid = t.oid
        where t.typnamespace = current_schema()::regnamespace group by t.typname`,
    ),
  };
}

/** Tables of an extension are left out: they come and go with it. */
async function readTables<DB>(db: Kysely<DB>): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    db,
    sql`select relname as name from pg_class c
      where ${here} and relkind in ('r', 'p', 'f') and ${own}`,
  );
  return tables.map(({ name }) => name);
}

/** A dropped column leaves a gap in the numbers and no other trace. */
async function readColumns<DB>(db: Kysely<DB>): Promise<CatalogColumn[]> {
  return rowsOf(
    db,
    sql`select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
        not a.attnotnull as nullable,
        case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end as default,
        case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid)
          when a.attidentity = 'a' then 'always as identity'
          when a.attidentity = 'd' then 'by default as identity' end as generated
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where ${here} order by c.relname, a.attnum`,
  );
}

/** The start of an index definition up to its method. Quoted names can contain any character. */
const upToMethod =
  '^CREATE (UNIQUE )?INDEX ("([^"]|"")*"|[^" ]+) ON (ONLY )?(("([^"]|"")*"|[^". ]+)\\.?)+ USING ';

/**
 * Without the indexes of keys, which are in the constraints. PostgreSQL names an unnamed index after its table
 * and columns, and keeps the name when the table is renamed, so such a name is dropped. An index that
 * CONCURRENTLY did not finish is marked INVALID.
 */
async function readIndexes<DB>(db: Kysely<DB>): Promise<CatalogIndex[]> {
  return rowsOf(
    db,
    sql`select t.relname as "table", case when c.relname !~ '_idx[0-9]*$' then c.relname end as name,
        i.indisunique as unique,
        concat(regexp_replace(pg_get_indexdef(i.indexrelid), ${upToMethod}, ''),
          case when not i.indisvalid then ' INVALID' end) as definition
      from pg_index i
      join pg_class c on c.oid = i.indexrelid
      join pg_class t on t.oid = i.indrelid
      where c.relnamespace = current_schema()::regnamespace
        and not exists (select from pg_constraint con where con.conindid = i.indexrelid)`,
  );
}

/** Without sequences of identity columns, which are part of the column. */
async function readSequences<DB>(db: Kysely<DB>): Promise<SequenceDescription[]> {
  return rowsOf(
    db,
    sql`select c.relname as name, concat(format_type(s.seqtypid, null), ' increment ', s.seqincrement,
        ' minvalue ', s.seqmin, ' maxvalue ', s.seqmax, case when s.seqcycle then ' cycle' end) as definition
      from pg_sequence s join pg_class c on c.oid = s.seqrelid
      where ${here} and not exists (
        select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')`,
  );
}
