import { type RawBuilder, sql } from "kysely";
import { nilUser } from "../person.ts";
import { eraseAll, eraseBatch, erasedAtOnce, type Erasure } from "./batches.ts";
import type { Subject } from "./subject.ts";
import { changedRows } from "../changed-rows.ts";

/** A table of what a person signs in by. */
export type SignInTable =
  | "sessions"
  | "sign_in_links"
  | "sign_in_challenges"
  | "passkeys"
  | "openid_identities";

/** A table from which a person's rows are deleted. */
export type OwnedTable =
  | "pending_action_quotas"
  | "commands"
  | "agent_tasks"
  | "repo_policies"
  | "action_runs"
  | "approver_group_members"
  | "standing_grants"
  | "webhook_endpoints"
  | "event_triggers"
  | "notice_subscriptions"
  | "notice_priorities"
  | "notices"
  | "notification_deliveries"
  | "notification_channels"
  | "access_keys"
  | SignInTable
  | "idempotent_requests"
  | "github_connections"
  | "users";

/** The key column and the owner column of each table. */
export const ownedTables: Readonly<Record<OwnedTable, readonly [key: string, owner: string]>> = {
  pending_action_quotas: ["user_id", "user_id"],
  commands: ["id", "user_id"],
  agent_tasks: ["id", "user_id"],
  repo_policies: ["id", "user_id"],
  action_runs: ["owned_key", "user_id"],
  approver_group_members: ["membership_key", "user_id"],
  standing_grants: ["id", "user_id"],
  webhook_endpoints: ["id", "user_id"],
  event_triggers: ["id", "user_id"],
  notice_subscriptions: ["id", "user_id"],
  notice_priorities: ["user_id", "user_id"],
  notices: ["id", "user_id"],
  notification_deliveries: ["id", "user_id"],
  notification_channels: ["id", "user_id"],
  access_keys: ["id", "user_id"],
  sessions: ["id", "user_id"],
  sign_in_links: ["id", "user_id"],
  sign_in_challenges: ["challenge_sha256", "user_id"],
  passkeys: ["id", "user_id"],
  openid_identities: ["id", "user_id"],
  github_connections: ["id", "user_id"],
  idempotent_requests: ["owned_key", "caller_id"],
  users: ["id", "id"],
};

/** Deletes a person's rows of a table. */
export function eraseRows(erasure: Erasure, table: OwnedTable, { userId }: Subject): Promise<void> {
  const [key, owner] = ownedTables[table].map((column) => sql.ref<string>(column)) as [
    RawBuilder<string>,
    RawBuilder<string>,
  ];
  return eraseAll(erasure, async (transaction) => {
    const rows = await transaction
      .selectFrom(table)
      .select(sql<string>`${key}`.as("key"))
      .where(sql<boolean>`${owner} = ${userId}`)
      .limit(erasedAtOnce)
      .execute();
    if (rows.length === 0) return {};
    const changed = await changedRows(
      transaction
        .deleteFrom(table)
        .where(sql<boolean>`${key} in (${sql.join(rows.map((row) => row.key))})`),
    );
    return { [table]: { deleted: changed } };
  });
}

/** Replaces the person in other people's erasures that they requested. */
export async function eraseRequests(erasure: Erasure, { userId }: Subject): Promise<void> {
  await eraseBatch(erasure, async (transaction) => {
    const changed = await changedRows(
      transaction
        .updateTable("erasures")
        .set({ requested_by: nilUser })
        .where("requested_by", "=", userId),
    );
    return { erasures: { cleared: changed } };
  });
}
