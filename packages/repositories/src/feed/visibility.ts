import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { membersOf, Memberships } from "../approver-groups/memberships.ts";
import type { Context } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { hasEscalated, maySee } from "../pending-actions/may-decide.ts";
import type { EventGroup, FeedEvent, GroupedEvent } from "./event.ts";

/** Whose events are read, and of which groups. */
export interface EventReader {
  /** UUID of the user whose records' events are read; undefined for those of all users. */
  readonly userId: string | undefined;
  readonly groups: ReadonlySet<EventGroup>;
}

/** An event, and who may see it. */
export interface SeenEvent {
  readonly event: FeedEvent;
  readonly isSeenBy: (reader: EventReader) => boolean;
}

/**
 * Finds out who may see events: the owner of the record and, for an action, its proposer and the people who are asked.
 * It asks the database once for all of them.
 */
export async function withVisibility(
  db: Executor<Database>,
  events: readonly GroupedEvent[],
  context: Context,
): Promise<SeenEvent[]> {
  const actions = await findSharedActions(db, events);
  const now = context.now();
  const names = [...actions.values()].flatMap((action) => groupsAsked(action, now));
  const members = new Memberships(await membersOf(db, [...new Set(names)]));
  return events.map(({ event, group }) => ({
    event,
    isSeenBy: ({ userId, groups }) => {
      if (!groups.has(group)) return false;
      if (userId === undefined || group === "webhooks" || event.userId === userId) return true;
      const action = isAboutAction(event) ? actions.get(event.record.id ?? "") : undefined;
      return action !== undefined && maySee(action, userId, members, now);
    },
  }));
}

type SharedAction = Parameters<typeof maySee>[0];

function isAboutAction({ record }: FeedEvent): boolean {
  return record.kind === "pending_action";
}

function groupsAsked(action: SharedAction, now: Date): string[] {
  const asked = hasEscalated(action, now) ? [action.escalationGroup] : [];
  return [action.approverGroup, ...asked].filter((group) => group !== null);
}

/** The actions of the events, by their ids, without their payloads. One that was deleted is missing. */
async function findSharedActions(
  db: Executor<Database>,
  events: readonly GroupedEvent[],
): Promise<ReadonlyMap<string, SharedAction>> {
  const ids = events.flatMap(({ event }) =>
    isAboutAction(event) && event.record.id !== null ? event.record.id : [],
  );
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
    ])
    .where(isOneOf("id", "uuid", [...new Set(ids)]))
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        userId: row.user_id,
        proposedBy: row.proposed_by,
        approvers: row.approvers === null ? [row.user_id] : (JSON.parse(row.approvers) as string[]),
        approverGroup: row.approver_group,
        escalationGroup: row.escalation_group,
        escalatesAt: row.escalates_at,
      },
    ]),
  );
}
