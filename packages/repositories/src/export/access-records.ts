import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { hasAHandInKey, makers } from "../erasure/erase-access.ts";
import { decodeJsonExactly } from "../json.ts";
import { recordsOf } from "./own-records.ts";
import { type ExportedRecord, type ExportedType, toData } from "./record.ts";

/** The tables of a person's sign-in, which are exported without secrets. A challenge says nothing about the person. */
const signInTables = [
  ["sessions", "session"],
  ["sign_in_links", "sign_in_link"],
  ["passkeys", "passkey"],
  ["openid_identities", "openid_identity"],
] as const satisfies readonly (readonly [keyof Database, ExportedType])[];

/** A person's keys and sessions, without their hashes, their memberships, and their part in the access of others. */
export async function* accessRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  const own = recordsOf(db, "access_key", {
    table: "access_keys",
    time: "created_at",
    where: sql`user_id = ${userId}`,
  });
  for await (const { type, data } of own) {
    yield { type, data: { ...data, scopes: decodeJsonExactly(data["scopes"] as string) } };
  }
  for (const [table, type] of signInTables) {
    yield* recordsOf(db, type, { table, time: "created_at", where: sql`user_id = ${userId}` });
  }
  const others = await db
    .selectFrom("access_keys")
    .select(["id", "created_by", "revoked_by", "acts_for"])
    .where(hasAHandInKey(userId))
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  for (const { id, created_by, revoked_by, acts_for } of others) {
    const data = {
      table: "access_keys",
      id,
      ...(created_by === userId && { created_by }),
      ...(revoked_by === userId && { revoked_by }),
      ...(acts_for?.toLowerCase().includes(userId) && { acts_for: [userId] }),
    };
    yield { type: "mention", data };
  }
  yield* groupRecords(db, userId);
  for (const [table, key, column] of makers) {
    const { rows } = await sql<Record<string, unknown>>`select ${sql.ref(key)}, ${sql.ref(column)}
      from ${sql.table(table)} where ${sql.ref(column)} = ${userId} order by ${sql.ref(key)}`.execute(
      db,
    );
    for (const row of rows) yield { type: "mention", data: { table, ...row } };
  }
}

/** The person's memberships, with the names of the groups. */
async function* groupRecords(
  db: Executor<Database>,
  userId: string,
): AsyncIterable<ExportedRecord> {
  const rows = await db
    .selectFrom("approver_group_members as member")
    .innerJoin("approver_groups as group", "group.id", "member.group_id")
    .select(["group.name as group_name", "member.user_id", "member.added_at", "member.added_by"])
    .where("member.user_id", "=", userId)
    .orderBy("member.added_at")
    .execute();
  for (const row of rows) yield { type: "approver_group_member", data: toData(row) };
}
