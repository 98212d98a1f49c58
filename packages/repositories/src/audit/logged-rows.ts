import type { AliasedRawBuilder } from "kysely";
import { exactTime, selectTime } from "./exact-time.ts";
import type { LoggedRow } from "./row-hash.ts";

/** The columns of `action_logs` that a row's hash is made of, and its time in the engine's words. */
export const loggedColumns = [
  "action_logs.id",
  "action_logs.user_id",
  "action_logs.action_type",
  "action_logs.target",
  "action_logs.request",
  "action_logs.result",
  "action_logs.ok",
  "action_logs.idempotency_key",
  "action_logs.content_salt",
  "action_logs.content_digest",
  "action_logs.removal",
] as const;

/** To be selected besides. */
export const loggedAt: AliasedRawBuilder<string, "logged_at"> =
  selectTime("action_logs.created_at").as("logged_at");

/** A row as it is hashed. */
export function toLoggedRow<Row extends LoggedRow>(row: Row): Row {
  return { ...row, logged_at: exactTime(row.logged_at) };
}
