import {
  type Executor,
  fetchPage,
  InvalidInputError,
  type Page,
  type PageRequest,
} from "@handsfree/query";
import { type Database, type PendingActionState, pendingActionStates } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { largeContents } from "../large-contents.ts";
import { requireObject, requireOneOf, requireText } from "../validate.ts";
import {
  type ActionColumns,
  actionColumns,
  asOf,
  isLive,
  type PendingAction,
  toPendingAction,
} from "./action.ts";
import { isAsked } from "./is-asked.ts";
import { requirePerson } from "../person.ts";
import { type Reader, requireReader } from "../reader.ts";

type Row = ExpressionBuilder<Database, "pending_actions">;

/** The reader, the conditions and the page of a list of actions. */
export type PendingActionFilter = Reader & PendingActionConditions;

/** The conditions and the page of a list of actions. */
export interface PendingActionConditions extends PageRequest {
  /**
   * `owner` (the default) lists the reader's actions. `approver` lists the actions of any owner that the reader is
   * asked about now, by name or by a group.
   */
  readonly role?: "owner" | "approver" | undefined;
  /** Default `pending`, which means that the action can still be decided. An approver cannot choose another state. */
  readonly state?: PendingActionState | "all" | undefined;
  readonly actionType?: string | undefined;
}

/**
 * Lists actions of a user, or of all users for an auditor, newest first. An overdue action is `expired` even if the row still says `pending`.
 *
 * @throws {InvalidInputError} for an invalid user, filter, limit, time or cursor.
 */
export async function listPendingActions(
  db: Executor<Database>,
  filter: PendingActionFilter,
  context: Context = systemContext,
): Promise<Page<PendingAction>> {
  requireCall(db, context);
  const {
    userId,
    auditor,
    role = "owner",
    state = "pending",
    actionType,
    ...request
  } = requireObject("filter", filter);
  const caller = requireReader({ userId, auditor } as Reader);
  requireOneOf("role", role, ["owner", "approver"]);
  requireOneOf("state", state, [...pendingActionStates, "all"]);
  if (role === "approver" && state !== "pending") {
    throw new InvalidInputError("state", "must be left out or pending for the role approver");
  }
  if (role === "approver" && caller === undefined) {
    throw new InvalidInputError("role", "must be left out or owner for an auditor");
  }
  const now = context.now();
  let query = db.selectFrom("pending_actions").select(actionColumns);
  if (caller !== undefined) {
    query = query.where(
      role === "owner" ? (row: Row) => row("user_id", "=", caller) : await isAsked(db, caller, now),
    );
  }
  if (state !== "all") query = query.where(isIn(state, now));
  if (actionType !== undefined) {
    query = query.where("action_type", "=", requireText("actionType", actionType));
  }
  return toPage(
    await fetchPage(db, query, "created_at", request, largeContents.pending_actions),
    now,
  );
}

/**
 * Finds the newest of a user's own actions that they can still decide: the one that a spoken "confirm" refers to.
 *
 * @throws {InvalidInputError} for a user that is not a UUID.
 */
export async function findLatestPendingAction(
  db: Executor<Database>,
  userId: string,
  context: Context = systemContext,
): Promise<PendingAction | undefined> {
  requireCall(db, context);
  const caller = requirePerson("userId", userId);
  const now = context.now();
  const query = db
    .selectFrom("pending_actions")
    .select(actionColumns)
    .where("user_id", "=", caller)
    .where(await isAsked(db, caller, now))
    .where(isLive(now));
  const { items } = await fetchPage(
    db,
    query,
    "created_at",
    { limit: 1 },
    largeContents.pending_actions,
  );
  return items.map((row) => toPendingAction(row))[0];
}

/** `asOf` in SQL. */
function isIn(state: PendingActionState, now: Date): (row: Row) => Expression<SqlBool> {
  if (state === "pending") return isLive(now);
  return (row) => {
    const recorded = row("state", "=", state);
    if (state !== "expired") return recorded;
    const overdue = row.and([row("state", "=", "pending"), row("expires_at", "<=", now)]);
    return row.or([recorded, overdue]);
  };
}

function toPage(page: Page<ActionColumns>, now: Date): Page<PendingAction> {
  return { ...page, items: page.items.map((row) => asOf(toPendingAction(row), now)) };
}
