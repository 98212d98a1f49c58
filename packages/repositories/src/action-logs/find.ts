import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Expression, sql, type SqlBool } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { largeContents } from "../large-contents.ts";
import { requireBoolean, requireObject, requireText, requireUuid } from "../validate.ts";
import { actionLogLimits } from "./limits.ts";
import { runStarted } from "./key-holder.ts";
import { type ActionLog, logColumns, toActionLog } from "./log.ts";
import { ownedKey } from "../composed-key.ts";
import { type Reader, requireReader } from "../reader.ts";

/**
 * Finds an action log of a user by its id, or one of any user for an auditor.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findActionLog(
  db: Executor<Database>,
  key: Reader & { readonly id: string },
): Promise<ActionLog | undefined> {
  requireCall(db);
  const { id } = requireObject("key", key);
  const owner = requireReader(key, requireUuid);
  const row = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  return row && (owner ?? row.user_id) === row.user_id ? toActionLog(row) : undefined;
}

/**
 * Finds a user's action log of a type by its idempotency key.
 *
 * @returns undefined if there is none, the key has expired, or a run with the key has not ended (`findActionRun`).
 * @throws {InvalidInputError} for a user that is not a UUID, or an empty type or key.
 */
export async function findActionLogByKey(
  db: Executor<Database>,
  holder: { userId: string; actionType: string; key: string },
  context: Context = systemContext,
): Promise<ActionLog | undefined> {
  requireCall(db, context);
  const { userId, actionType, key } = requireObject("holder", holder);
  const owned = ownedKey(
    requireUuid("userId", userId),
    requireText("actionType", actionType),
    requireText("key", key),
  );
  const row = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("owned_key", "=", owned)
    .executeTakeFirst();
  if (row === undefined || row.action_type === runStarted) return undefined;
  const expired = row.key_expires_at !== null && row.key_expires_at <= context.now();
  return expired ? undefined : toActionLog(row);
}

/** The reader, the conditions and the page of a list of action logs. */
export type ActionLogFilter = Reader & ActionLogConditions;

/** The conditions and the page of a list of action logs. */
export interface ActionLogConditions extends PageRequest {
  readonly actionType?: string | undefined;
  readonly ok?: boolean | undefined;
  readonly target?: string | undefined;
  /** A part of the action type or the target. The case of ASCII letters does not matter. */
  readonly search?: string | undefined;
  /** The access key or the session by which it was asked for. */
  readonly credentialId?: string | undefined;
}

/**
 * Lists the action logs of a user, or of all users for an auditor, newest first. A page of a search, also for a
 * credential, can end before it is full; then it has `searchedTo`, and the next page goes on.
 *
 * @throws {InvalidInputError} for an invalid user, filter, limit, time or cursor.
 */
export async function listActionLogs(
  db: Executor<Database>,
  filter: ActionLogFilter,
): Promise<Page<ActionLog>> {
  requireCall(db);
  const { userId, auditor, actionType, ok, target, search, credentialId, ...request } =
    requireObject("filter", filter);
  const owner = requireReader({ userId, auditor } as Reader, requireUuid);
  let query = db.selectFrom("action_logs").select(logColumns);
  if (owner !== undefined) query = query.where("user_id", "=", owner);
  if (actionType !== undefined) {
    query = query.where("action_type", "=", requireText("actionType", actionType));
  }
  if (ok !== undefined) query = query.where("ok", "=", requireBoolean("ok", ok));
  if (target !== undefined) query = query.where("target", "=", requireText("target", target));
  const conditions: Expression<SqlBool>[] = [];
  if (search !== undefined) {
    conditions.push(containsText(requireText("search", search, actionLogLimits.searchText)));
  }
  if (credentialId !== undefined) {
    const id = requireUuid("credentialId", credentialId);
    conditions.push(sql<SqlBool>`${sql.ref("credential_id")} = ${id}`);
  }
  const page = await fetchPage(
    db,
    query,
    "created_at",
    request,
    largeContents.action_logs,
    conditions.length === 0
      ? undefined
      : {
          matching: (rows) => rows.where((row) => row.and(conditions)),
          rows: actionLogLimits.searchedRows,
        },
  );
  return { ...page, items: page.items.map(toActionLog) };
}

/** Both sides in lower case by the engine, since its rules are not those of JavaScript. */
function containsText(text: string): Expression<SqlBool> {
  const isIn = (column: string) => sql`strpos(lower(${sql.ref(column)}), lower(${text})) > 0`;
  return sql<SqlBool>`(${isIn("action_type")} or ${isIn("target")})`;
}
