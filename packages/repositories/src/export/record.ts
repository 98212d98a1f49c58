import { decodeJsonExactly } from "../json.ts";

/** What kind of record a line of an export is. */
export type ExportedType =
  | "user"
  | "github_connection"
  | "repo_policy"
  | "command"
  | "agent_task"
  | "pending_action"
  | "pending_action_token"
  | "pending_action_approval"
  | "pending_action_quota"
  /** The hand that the person had in an action of somebody else, without what the action is. */
  | "others_action"
  | "action_log"
  | "action_run"
  | "webhook_event"
  | "webhook_transition"
  /** Where the person is named, in what is nobody's own: as who asked, who works, or in a reason. */
  | "mention"
  /** An erasure of somebody else that the person asked for. */
  | "erasure";

/** One record of a person. */
export interface ExportedRecord {
  readonly type: ExportedType;
  readonly data: Readonly<Record<string, unknown>>;
}

type Row = Readonly<Record<string, unknown>>;

/** What is left out: hashes of secrets, what is made of other columns, and salts. */
const leftOut: ReadonlySet<string> = new Set([
  "token_sha256",
  "lease_sha256",
  "owned_key",
  "owned_delivery",
  "owned_body",
  "approval_key",
  "content_salt",
  "content_bytes",
]);
const jsonColumns: ReadonlySet<string> = new Set([
  "entities",
  "action_payload",
  "approvers",
  "execution_result",
  "request",
  "result",
  "headers",
  "payload",
]);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A row with its JSON as JSON, digits and escapes as they were spelt, and its bytes as text. */
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

/** As the text that they are, where they are one, since a person is to read it. */
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
