import { createHash } from "node:crypto";
import { escapeSlashes } from "../composed-key.ts";

/** What makes a genuine delivery the same one again. */
export interface DeliveryIdentity {
  readonly source: string;
  /** Which of the sender's hooks told us; null where the sender does not say. */
  readonly hookId: string | null;
  readonly deliveryId: string;
  /** SHA-256 of the body. */
  readonly digest: string;
}

/**
 * How a delivery is unique: one short text of fixed length, since DuckDB's index serves no look-up by several columns
 * and keeps every byte of its keys.
 *
 * The id alone would not do: GitHub tells several hooks and Apps of one event under one id. The body is in it as
 * well, so that what is answered as a duplicate is on record to the byte.
 */
export function deliveryKey({ source, hookId, deliveryId, digest }: DeliveryIdentity): string {
  const identity = JSON.stringify([source, hookId, deliveryId, digest]);
  return `/${createHash("sha256").update(identity).digest("base64url")}`;
}

/** The key of rows that releases before this one have stored. Migration 004 does the same in SQL. */
export function earlierDeliveryKey(source: string, deliveryId: string): string {
  return `${escapeSlashes(source)}/${deliveryId}`;
}

/** No source is empty, so that no earlier key begins with a slash. */
export function isEarlierKey(key: string): boolean {
  return !key.startsWith("/");
}
