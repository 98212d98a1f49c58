import type {
  ActionLogRow,
  AgentTaskRow,
  CommandRow,
  Database,
  PendingActionRow,
  PendingActionState,
  WebhookEventRow,
  WebhookEventState,
  WebhookReplayRow,
} from "@handsfree/schema";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { hashToken, newToken } from "../src/token.ts";

/** Rows of the past. They are inserted directly, since functions record only the present. */
export async function insertCommand(
  db: Kysely<Database>,
  row: Partial<CommandRow> & Pick<CommandRow, "created_at">,
): Promise<string> {
  const id = v7();
  const command: CommandRow = {
    id,
    user_id: v7(),
    profile: "default",
    input_type: "text",
    privacy_mode: "strict",
    session_id: null,
    transcript: null,
    transcript_expires_at: null,
    intent_name: null,
    intent_confidence: null,
    entities: null,
    entities_expire_at: null,
    content_removed_at: null,
    status: "ok",
    latency_ms: null,
    pending_action_id: null,
    idempotency_key: null,
    owned_key: null,
    request_digest: null,
    content_bytes: null,
    ...row,
  };
  await db.insertInto("commands").values(command).execute();
  return id;
}

/** Has another token, and an approval. */
export async function insertAction(
  db: Kysely<Database>,
  state: PendingActionState,
  row: Partial<PendingActionRow> & Pick<PendingActionRow, "created_at">,
): Promise<string> {
  const { created_at } = row;
  const action: PendingActionRow = {
    id: v7(),
    token_sha256: hashToken(newToken()),
    user_id: v7(),
    proposed_by: null,
    summary: "Merge #12",
    action_type: "merge_pr",
    action_payload: '{"pr":12}',
    payload_digest: null,
    state,
    required_approvals: 1,
    approvals: 0,
    approvers: null,
    proposer_may_approve: true,
    idempotency_key: null,
    owned_key: null,
    request_digest: null,
    expires_at: created_at,
    decided_at: null,
    decided_by: null,
    decision_reason: null,
    queued_at: null,
    attempts: 0,
    max_attempts: 3,
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    started_at: null,
    ended_at: null,
    execution_result: null,
    execution_error: null,
    content_bytes: null,
    repository: null,
    service_id: null,
    credential_id: null,
    approver_group: null,
    escalation_group: null,
    escalates_at: null,
    escalated_at: null,
    editable: null,
    version: null,
    edited_by: null,
    policy_name: null,
    policy_version: null,
    decided_surface: null,
    effect: null,
    preview: null,
    executable_at: null,
    ...row,
  };
  const { id } = action;
  await db.insertInto("pending_actions").values(action).execute();
  await db
    .insertInto("pending_action_tokens")
    .values({ token_sha256: hashToken(newToken()), action_id: id, created_at })
    .execute();
  await insertApproval(db, { actionId: id, approverId: v7(), at: created_at });
  return id;
}

export async function insertApproval(
  db: Kysely<Database>,
  { actionId, approverId, at, reason = null }: Approval,
): Promise<void> {
  await db
    .insertInto("pending_action_approvals")
    .values({
      id: v7(),
      approval_key: `${actionId}/${approverId}`,
      action_id: actionId,
      approver_id: approverId,
      reason,
      approved_at: at,
    })
    .execute();
}

interface Approval {
  readonly actionId: string;
  readonly approverId: string;
  readonly at: Date;
  readonly reason?: string | null;
}

export async function insertLog(
  db: Kysely<Database>,
  row: Partial<ActionLogRow> & Pick<ActionLogRow, "created_at">,
): Promise<string> {
  const log: ActionLogRow = {
    id: v7(),
    user_id: v7(),
    action_type: "merge_pr",
    target: null,
    request: '{"pr":12}',
    result: '"done"',
    ok: true,
    idempotency_key: null,
    owned_key: null,
    key_expires_at: null,
    request_digest: null,
    content_salt: v7(),
    content_digest: null,
    removal: null,
    content_bytes: null,
    credential_id: null,
    ...row,
  };
  await db.insertInto("action_logs").values(log).execute();
  return log.id;
}

export async function insertTask(
  db: Kysely<Database>,
  row: Partial<AgentTaskRow> & Pick<AgentTaskRow, "created_at">,
): Promise<string> {
  const task: AgentTaskRow = {
    id: v7(),
    user_id: v7(),
    provider: "copilot",
    repo_full_name: null,
    issue_number: null,
    pr_number: null,
    instruction: null,
    command_id: null,
    action_id: null,
    status: "created",
    last_update: null,
    question: null,
    answer: null,
    due_at: null,
    attempts: 0,
    max_attempts: 3,
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    started_at: null,
    ended_at: null,
    result: null,
    last_error: null,
    content_bytes: null,
    updated_at: row.created_at,
    ...row,
  };
  await db.insertInto("agent_tasks").values(task).execute();
  return task.id;
}

/** Has one transition, unless it is forged. */
export async function insertEvent(
  db: Kysely<Database>,
  state: WebhookEventState,
  row: Partial<WebhookEventRow> & Pick<WebhookEventRow, "received_at">,
): Promise<string> {
  const signatureOk = state !== "rejected";
  const event: Omit<WebhookEventRow, "payload"> = {
    id: v7(),
    source: "github",
    event_type: "push",
    delivery_id: null,
    owned_delivery: null,
    signature_ok: signatureOk,
    state,
    rejection: signatureOk ? null : "invalid_signature",
    attempts: 0,
    next_attempt_at: null,
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    last_error: null,
    completed_at: null,
    duplicates: 0,
    last_duplicate_at: null,
    replay_id: null,
    state_before_replay: null,
    headers: null,
    body: Buffer.from('{"ref":"main"}'),
    body_bytes: 14,
    body_sha256: null,
    owned_body: null,
    payload_removed_at: null,
    ...row,
  };
  await db.insertInto("webhook_events").values(event).execute();
  if (signatureOk) {
    await db
      .insertInto("webhook_transitions")
      .values({
        id: v7(),
        event_id: event.id,
        transition: "claimed",
        attempt: 1,
        worker: "worker-1",
        replay_id: null,
        reason: null,
        created_at: event.received_at,
      })
      .execute();
  }
  return event.id;
}

/** A completed replay. */
export async function insertReplay(
  db: Kysely<Database>,
  row: Partial<WebhookReplayRow> & Pick<WebhookReplayRow, "created_at">,
): Promise<void> {
  const replay: WebhookReplayRow = {
    id: v7(),
    filter: "{}",
    requested_by: null,
    reason: null,
    events: 1,
    events_per_second: null,
    marked: 1,
    position: null,
    next_due_at: null,
    completed_at: row.created_at,
    stopped_at: null,
    ...row,
  };
  await db.insertInto("webhook_replays").values(replay).execute();
}
