import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { findMemberships } from "../approver-groups/memberships.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { type Reader, requireReader } from "../reader.ts";
import { requireObject, requireUuids } from "../validate.ts";
import { maySee, membershipsOf } from "./may-decide.ts";

/** A pending action without its payload. */
export interface ActionSummary {
  readonly id: string;
  readonly summary: string;
  readonly actionType: string;
  readonly repository: string | null;
  readonly state: PendingActionState;
  readonly expiresAt: Date;
  readonly decidedAt: Date | null;
  readonly createdAt: Date;
}

/** The reader, and the ids of actions. */
export type ActionsOfReader = Reader & {
  /** UUIDs of the actions, which may be those of others: they are not shown. */
  readonly ids: readonly string[];
};

/**
 * Finds actions in short, by at most three statements for any number of them. An action is shown to those to whom
 * `findPendingAction` shows it. An overdue action is `expired` even if the row still says `pending`.
 *
 * @returns the actions by id. One that there is not, or that the reader may not see, is missing.
 * @throws {InvalidInputError} for an invalid reader, or an id that is not a UUID.
 */
export async function findActionSummaries(
  db: Executor<Database>,
  wanted: ActionsOfReader,
  context: Context = systemContext,
): Promise<ReadonlyMap<string, ActionSummary>> {
  requireCall(db, context);
  const reader = requireReader(requireObject("wanted", wanted));
  const ids = requireUuids("ids", wanted.ids);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("pending_actions")
    .select([
      "id",
      "user_id",
      "proposed_by",
      "approvers",
      "approver_group",
      "escalation_group",
      "escalates_at",
      "summary",
      "action_type",
      "repository",
      "state",
      "expires_at",
      "decided_at",
      "created_at",
    ])
    .where(isOneOf("id", "uuid", ids))
    .execute();
  const found = rows.map((row) => ({
    row,
    terms: {
      userId: row.user_id,
      proposedBy: row.proposed_by,
      approvers: row.approvers === null ? [row.user_id] : (JSON.parse(row.approvers) as string[]),
      approverGroup: row.approver_group,
      escalationGroup: row.escalation_group,
      escalatesAt: row.escalates_at,
    },
  }));
  const now = context.now();
  const questions =
    reader === undefined ? [] : found.flatMap(({ terms }) => membershipsOf(terms, reader));
  const members = await findMemberships(db, questions);
  return new Map(
    found.flatMap(({ row, terms }) => {
      if (reader !== undefined && !maySee(terms, reader, members, now)) return [];
      const isOverdue = row.state === "pending" && row.expires_at <= now;
      const summary: ActionSummary = {
        id: row.id,
        summary: row.summary,
        actionType: row.action_type,
        repository: row.repository,
        state: isOverdue ? "expired" : row.state,
        expiresAt: row.expires_at,
        decidedAt: row.decided_at,
        createdAt: row.created_at,
      };
      return [[row.id, summary] as const];
    }),
  );
}
