/** The tables that hold something of a person. */
export const erasedTables = [
  "webhook_events",
  "webhook_transitions",
  "webhook_replays",
  "pending_actions",
  "pending_action_tokens",
  "pending_action_approvals",
  "pending_action_quotas",
  "commands",
  "agent_tasks",
  "repo_policies",
  "action_runs",
  "action_logs",
  "erasures",
  "github_connections",
  "users",
] as const;

/** A table that holds something of a person. */
export type ErasedTable = (typeof erasedTables)[number];

/** What became of a person's rows in one table. */
export interface ErasureCount {
  /** Rows that are gone. */
  readonly deleted: number;
  /** Rows that stay, without what was the person's in them. */
  readonly cleared: number;
}

/** The same of all tables. */
export type ErasureCounts = Readonly<Record<ErasedTable, ErasureCount>>;

/** What a part of the work did; tables that it did nothing in are left out. */
export type PartialCounts = Partial<Readonly<Record<ErasedTable, Partial<ErasureCount>>>>;

/** All tables, with what the parts did to them. */
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

/** The same without the tables in which there was nothing. */
export function withoutZeros(counts: ErasureCounts): PartialCounts {
  return Object.fromEntries(
    erasedTables
      .map((table) => [table, counts[table]] as const)
      .filter(([, { deleted, cleared }]) => deleted + cleared > 0),
  );
}
