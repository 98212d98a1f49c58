import { type Expression, sql, type SqlBool } from "kysely";
import { type Reader, requireReader } from "../reader.ts";
import { requireBoolean, requireText, requireUuid } from "../validate.ts";
import { actionLogLimits } from "./limits.ts";

/** The conditions of action logs. */
export interface ActionLogConditions {
  readonly actionType?: string | undefined;
  readonly ok?: boolean | undefined;
  readonly target?: string | undefined;
  /** A part of the action type or the target. The case of ASCII letters does not matter. */
  readonly search?: string | undefined;
  /** The access key or the session by which it was asked for. */
  readonly credentialId?: string | undefined;
}

/** Conditions in SQL. Those that are `searched` can be met by few of many rows, and no index serves them. */
interface SqlConditions {
  readonly indexed: readonly Expression<SqlBool>[];
  readonly searched: readonly Expression<SqlBool>[];
}

/** @throws {InvalidInputError} naming the condition. */
export function requireFilter({
  userId,
  auditor,
  actionType,
  ok,
  target,
  search,
  credentialId,
}: Reader & ActionLogConditions): SqlConditions {
  const owner = requireReader({ userId, auditor } as Reader, requireUuid);
  const equals = (column: string, value: boolean | string) =>
    sql<SqlBool>`${sql.ref(column)} = ${value}`;
  const indexed = [];
  if (owner !== undefined) indexed.push(equals("user_id", owner));
  if (actionType !== undefined) {
    indexed.push(equals("action_type", requireText("actionType", actionType)));
  }
  if (ok !== undefined) indexed.push(equals("ok", requireBoolean("ok", ok)));
  if (target !== undefined) indexed.push(equals("target", requireText("target", target)));
  const searched = [];
  if (search !== undefined) {
    searched.push(containsText(requireText("search", search, actionLogLimits.searchText)));
  }
  if (credentialId !== undefined) {
    searched.push(equals("credential_id", requireUuid("credentialId", credentialId)));
  }
  return { indexed, searched };
}

/** Both sides in lower case by the engine, since its rules are not those of JavaScript. */
function containsText(text: string): Expression<SqlBool> {
  const isIn = (column: string) => sql`strpos(lower(${sql.ref(column)}), lower(${text})) > 0`;
  return sql<SqlBool>`(${isIn("action_type")} or ${isIn("target")})`;
}
