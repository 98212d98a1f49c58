import { randomUUID } from "node:crypto";
import { v7 } from "uuid";
import { type AuditedAction, auditResult } from "../rows/audit-result.ts";
import type { NodeApiConnection } from "./connection.ts";
import { RowChanger } from "./row-changer.ts";
import { RowWriter } from "./row-writer.ts";

/** The statements that change actions. One writer runs them, so what it has read in a batch stays true. */
export interface ActionRows {
  readonly propose: RowWriter;
  readonly confirm: RowChanger;
  readonly claim: RowChanger;
  readonly succeed: RowChanger;
  readonly audit: RowWriter;
}

export function actionRows(connection: NodeApiConnection): ActionRows {
  const action = "pending_actions";
  return {
    propose: new RowWriter(
      connection,
      action,
      {
        id: "UUID",
        token_sha256: "VARCHAR",
        user_id: "UUID",
        proposed_by: "UUID",
        action_type: "VARCHAR",
        action_payload: "VARCHAR",
        payload_digest: "VARCHAR",
        expires_at: "TIMESTAMPTZ",
        content_bytes: "INTEGER",
        created_at: "TIMESTAMPTZ",
      },
      {
        summary: "'Merge it'",
        state: "'pending'",
        required_approvals: "1",
        approvals: "0",
        proposer_may_approve: "true",
        attempts: "0",
        max_attempts: "3",
      },
    ),
    confirm: new RowChanger(
      connection,
      action,
      { at: "TIMESTAMPTZ", user_id: "UUID" },
      (value) =>
        `state = 'confirmed', approvals = approvals + 1, decided_at = ${value("at")},
         decided_by = ${value("user_id")}`,
    ),
    claim: new RowChanger(
      connection,
      action,
      { lease: "VARCHAR", worker: "VARCHAR", at: "TIMESTAMPTZ", lease_end: "TIMESTAMPTZ" },
      (value) =>
        `state = 'executing', attempts = attempts + 1, lease_sha256 = ${value("lease")},
         started_at = ${value("at")}, lease_worker = ${value("worker")},
         lease_expires_at = ${value("lease_end")}`,
    ),
    succeed: new RowChanger(
      connection,
      action,
      { at: "TIMESTAMPTZ", result: "VARCHAR" },
      (value) =>
        `state = 'succeeded', ended_at = ${value("at")}, lease_expires_at = NULL,
         execution_result = ${value("result")}`,
    ),
    audit: new RowWriter(
      connection,
      "action_logs",
      {
        id: "UUID",
        user_id: "UUID",
        action_type: "VARCHAR",
        target: "VARCHAR",
        result: "VARCHAR",
        content_salt: "UUID",
        content_bytes: "INTEGER",
        created_at: "TIMESTAMPTZ",
      },
      { ok: "true" },
    ),
  };
}

export interface Step extends AuditedAction {
  readonly id: string;
  readonly userId: string;
  readonly event: string;
  readonly state: string;
  readonly by: string;
  readonly at: Date;
  readonly details?: Readonly<Record<string, unknown>>;
}

export function auditRow({ id, userId, event, state, by, at, details, ...action }: Step) {
  const result = auditResult(action, { state, by }, details);
  return {
    id: v7(),
    user_id: userId,
    action_type: `pending_action.${event}`,
    target: id,
    result,
    content_salt: randomUUID(),
    content_bytes: result.length + id.length,
    created_at: at,
  };
}
