import { decodeJsonExactly } from "../json.ts";

/** The type of an exported line. */
export type ExportedType =
  | "user"
  | "access_key"
  | "idempotent_request"
  | "session"
  | "sign_in_link"
  | "passkey"
  | "openid_identity"
  | "github_connection"
  | "repo_policy"
  | "command"
  | "agent_task"
  | "pending_action"
  | "pending_action_token"
  | "pending_action_approval"
  | "pending_action_version"
  | "pending_action_quota"
  | "approver_group_member"
  | "standing_grant"
  | "webhook_endpoint"
  | "repo_subscription"
  | "notice"
  | "notice_priorities"
  | "event_trigger"
  | "notification_channel"
  | "notification_delivery"
  /** The person's part in another user's action, without the action itself. */
  | "others_action"
  | "action_log"
  | "action_run"
  | "webhook_event"
  | "webhook_transition"
  /** A row of another user, or of none, that names the person: as requester, as worker or in a reason, for example. */
  | "mention"
  /** Another person's erasure that the person requested. */
  | "erasure";

/** One exported record. */
export interface ExportedRecord {
  readonly type: ExportedType;
  readonly data: Readonly<Record<string, unknown>>;
}

type Row = Readonly<Record<string, unknown>>;

/** Columns that are not exported: hashes of secrets, what is encrypted, derived columns, and salts. */
const leftOut: ReadonlySet<string> = new Set([
  "token_sha256",
  "key_sha256",
  "session_sha256",
  "link_sha256",
  "identity_sha256",
  "public_key",
  "lease_sha256",
  "owned_key",
  "address_key",
  "sealed_address",
  "delivery_key",
  "notice_key",
  "owned_delivery",
  "owned_body",
  "owned_repository",
  "approval_key",
  "version_key",
  "membership_key",
  "content_salt",
  "content_bytes",
]);
const jsonColumns: ReadonlySet<string> = new Set([
  "entities",
  "action_payload",
  "approvers",
  "matches",
  "event_types",
  "execution_result",
  "request",
  "result",
  "headers",
  "payload",
  "transports",
  "profiles",
  "quiet_hours",
  "kinds",
  "priorities",
  "proposal",
]);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Converts a row: JSON columns become JSON with their stored digits and escapes, and bytes become text. */
export function toData(row: object): Row {
  const data: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    if (leftOut.has(column)) continue;
    if (value instanceof Uint8Array) Object.assign(data, bytesMembers(column, value));
    else if (jsonColumns.has(column)) data[column] = decodeJsonExactly(value as string | null);
    else data[column] = value;
  }
  return data;
}

/** Text if the bytes are UTF-8, since a person reads it; else base64. */
function bytesMembers(column: string, bytes: Uint8Array): Row {
  try {
    return { [column]: utf8.decode(bytes), [`${column}_encoding`]: "utf-8" };
  } catch {
    return {
      [column]: Buffer.from(bytes).toString("base64"),
      [`${column}_encoding`]: "base64",
    };
  }
}
