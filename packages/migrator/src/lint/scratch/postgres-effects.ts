import type { PGliteInterface } from "@electric-sql/pglite";
import { quoteName } from "../tree.ts";
import type { Effect } from "./scratch.ts";

/** The storage file of a table, partition or index, and the number of its full reads. */
interface RelationState {
  readonly id: number;
  readonly isIndex: boolean;
  readonly file: number | null;
  readonly scans: number;
}

/**
 * Reads the state of tables, their partitions and their indexes. A rewrite gives a relation another file, and
 * PostgreSQL counts full reads.
 */
export async function readEffectState(
  db: PGliteInterface,
  tables: readonly string[],
): Promise<readonly RelationState[]> {
  const { rows } = await db.query<RelationState>(
    `with named as (
       select to_regclass(name) as id from json_array_elements_text($1) as name
     ), tables as (
       select id::oid as oid from named union
       select relid from named, pg_partition_tree(id)
     )
     select c.oid::int as id, c.relkind in ('i', 'I') as "isIndex", pg_relation_filenode(c.oid)::int as file,
       pg_stat_get_xact_numscans(c.oid)::int as scans
     from pg_class c
     where c.oid in (select oid from tables)
        or c.oid in (select indexrelid from pg_index where indrelid in (select oid from tables))`,
    [JSON.stringify(tables.map(quoteName))],
  );
  return rows;
}

/** The effect that lies between two states. */
export function toEffect(
  before: readonly RelationState[],
  after: readonly RelationState[],
): Effect {
  const tables = after.flatMap((now) => {
    const old = before.find(({ id, isIndex }) => id === now.id && !isIndex);
    return old === undefined ? [] : [{ now, old }];
  });
  // A new column type makes a new index, which keeps the old file if it can.
  const [had, has] = [before, after].map((state) => state.filter(({ isIndex }) => isIndex));
  const files = new Set(had?.map(({ file }) => file));
  const built = has?.filter(({ file }) => !files.has(file)).length ?? 0;
  const added = Math.max(0, (has?.length ?? 0) - (had?.length ?? 0));
  return {
    rewrites: tables.some(({ now, old }) => now.file !== old.file),
    scans: tables.some(({ now, old }) => now.scans > old.scans),
    rebuildsIndex: built > added,
  };
}
