import type { Selectable } from "kysely";
import type { CreatedAt } from "./column.ts";

/** A request with an idempotency key, which is carried out once. */
export interface IdempotentRequestTable {
  /** SHA-256 of the caller and the key. The key itself is stored nowhere. */
  owned_key: string;
  /** The user or the service that sent it. */
  caller_id: string;
  /** The method and the path, with the names of its parameters. */
  route: string;
  /** HMAC-SHA256 of all that makes the request what it is; the idempotency key is the key of the HMAC. */
  request_digest: string;
  /**
   * `running` from its reservation on. `answered` once its answer is known. `unknown` if it failed in a way that does
   * not tell whether it was carried out.
   */
  state: "running" | "answered" | "unknown";
  /** The process of the server that works on it. */
  reserved_by: string;
  /** The HTTP status of the answer; null until it is answered. */
  status: number | null;
  /** The path of the record that it made, if it made one that has a path. */
  location: string | null;
  /** The body of the answer, which is empty for an answer without one; null if it is not kept. */
  body: string | null;
  created_at: CreatedAt;
  ended_at: Date | null;
}

/** A request with an idempotency key as it is read. */
export type IdempotentRequestRow = Selectable<IdempotentRequestTable>;
