/** The tables that can hold data about a person. */
export const erasedTables = [
  "webhook_events",
  "webhook_transitions",
  "webhook_replays",
  "pending_actions",
  "pending_action_tokens",
  "pending_action_approvals",
  "pending_action_versions",
  "pending_action_quotas",
  "commands",
  "agent_tasks",
  "repo_policies",
  "action_runs",
  "action_logs",
  "erasures",
  "github_connections",
  "approver_group_members",
  "approver_groups",
  "action_policies",
  "standing_grants",
  "webhook_endpoints",
  "event_triggers",
  "notice_subscriptions",
  "notice_priorities",
  "notices",
  "notification_deliveries",
  "notification_channels",
  "access_keys",
  "sessions",
  "sign_in_links",
  "sign_in_challenges",
  "passkeys",
  "openid_identities",
  "idempotent_requests",
  "services",
  "users",
] as const;

/** A table that can hold data about a person. */
export type ErasedTable = (typeof erasedTables)[number];

/** The effect of an erasure on one table. */
export interface ErasureCount {
  /** The number of deleted rows. */
  readonly deleted: number;
  /** The number of rows that are kept, without the data about the person. */
  readonly cleared: number;
}

/** The effect on all tables. */
export type ErasureCounts = Readonly<Record<ErasedTable, ErasureCount>>;

/** The effect of one batch; a missing table is unchanged. */
export type PartialCounts = Partial<Readonly<Record<ErasedTable, Partial<ErasureCount>>>>;

/** Adds the counts of all batches, for all tables. */
export function sumCounts(...parts: readonly PartialCounts[]): ErasureCounts {
  const sum = (table: ErasedTable, kind: keyof ErasureCount): number =>
    parts.reduce((total, part) => total + (part[table]?.[kind] ?? 0), 0);
  return Object.fromEntries(
    erasedTables.map((table) => [
      table,
      { deleted: sum(table, "deleted"), cleared: sum(table, "cleared") },
    ]),
  ) as Record<ErasedTable, ErasureCount>;
}

/** Whether nothing was, or would be, erased. */
export function isNothing(counts: PartialCounts): boolean {
  return Object.values(counts).every(({ deleted = 0, cleared = 0 }) => deleted + cleared === 0);
}

/** Drops the tables without changes. */
export function withoutZeros(counts: ErasureCounts): PartialCounts {
  return Object.fromEntries(
    erasedTables
      .map((table) => [table, counts[table]] as const)
      .filter(([, { deleted, cleared }]) => deleted + cleared > 0),
  );
}
