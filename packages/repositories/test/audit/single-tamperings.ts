import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";

/** A single tampering with a trail. */
export interface Tampering {
  readonly what: string;
  readonly apply: (db: Executor<Database>) => Promise<unknown>;
  /** A finding must name one of these ids of action logs or numbers of entries. */
  readonly names: readonly (string | number)[];
}

const changes = {
  uuid: () => sql`gen_random_uuid()`,
  text: (column) => sql`coalesce(${column}, '') || '0'`,
  hash: (column) =>
    sql`case when ${column} is null then repeat('1', 64) else reverse(${column}) end`,
  json: (column) => sql`case when ${column} is null then cast('null' as json) end`,
  number: (column) => sql`coalesce(${column}, 0) + 1`,
  boolean: (column) => sql`not ${column}`,
  time: (column) =>
    sql`coalesce(${column}, timestamptz '2026-01-01 00:00:00+00') + interval '1 microsecond'`,
  kind: (column) => sql`case when ${column} = 'rows' then 'late' else 'rows' end`,
  far: (column) => sql`${column} + 1000`,
} satisfies Record<string, (column: RawBuilder<unknown>) => RawBuilder<unknown>>;

type Columns = Readonly<Record<string, keyof typeof changes>>;

const ofRows: Columns = {
  id: "uuid",
  user_id: "uuid",
  action_type: "text",
  target: "text",
  request: "json",
  result: "json",
  ok: "boolean",
  idempotency_key: "text",
  content_salt: "uuid",
  content_digest: "hash",
  removal: "number",
  created_at: "time",
};
const ofLeaves: Columns = {
  log_id: "uuid",
  seal_number: "number",
  position: "number",
  row_hash: "hash",
};
const ofEntries: Columns = {
  number: "far",
  kind: "kind",
  count: "number",
  first_at: "time",
  last_at: "time",
  first_number: "number",
  last_number: "number",
  root: "hash",
  previous_hash: "hash",
  hash: "hash",
  key_id: "hash",
  signature: "text",
  sealed_at: "time",
};
const ofRemovals: Columns = { log_id: "uuid", number: "far", anonymized: "boolean" };

/** Every change of a single value, and every deletion of a single row, of all that a seal commits to. */
export async function singleTamperings(db: Executor<Database>): Promise<Tampering[]> {
  const leaves = await db.selectFrom("audit_leaves").select(["log_id", "seal_number"]).execute();
  const entries = await db.selectFrom("audit_seals").select("number").execute();
  const removals = await db.selectFrom("audit_removals").select(["log_id", "number"]).execute();
  return [
    ...leaves.flatMap(({ log_id, seal_number }) => [
      ...changesOf("action_logs", ofRows, sql`id = ${log_id}`, [log_id]),
      ...changesOf("audit_leaves", ofLeaves, sql`log_id = ${log_id}`, [log_id, seal_number]),
    ]),
    ...entries.flatMap(({ number }) =>
      changesOf("audit_seals", ofEntries, sql`number = ${number}`, [number]),
    ),
    ...removals.flatMap(({ log_id, number }) =>
      changesOf("audit_removals", ofRemovals, sql`number = ${number} and log_id = ${log_id}`, [
        log_id,
        number,
      ]),
    ),
  ];
}

function changesOf(
  table: string,
  columns: Columns,
  where: RawBuilder<unknown>,
  names: Tampering["names"],
): Tampering[] {
  const of = `${table} ${names.join(" ")}`;
  const changed = Object.entries(columns).map(([name, type]) => ({
    what: `${name} of ${of}`,
    names,
    apply: (db: Executor<Database>) =>
      sql`update ${sql.table(table)} set ${sql.ref(name)} = ${changes[type](sql.ref(name))} where ${where}`.execute(
        db,
      ),
  }));
  const deleted = {
    what: `deletion of ${of}`,
    names,
    apply: (db: Executor<Database>) =>
      sql`delete from ${sql.table(table)} where ${where}`.execute(db),
  };
  return [...changed, deleted];
}
