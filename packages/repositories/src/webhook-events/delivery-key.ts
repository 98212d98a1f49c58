import { hash } from "node:crypto";
import { escapeSlashes } from "../composed-key.ts";

/** The identity of a genuine delivery: an equal one is a duplicate. */
export interface DeliveryIdentity {
  readonly source: string;
  /** The sender's id of the hook; null if the sender does not send one. */
  readonly hookId: string | null;
  readonly deliveryId: string;
  /** SHA-256 of the body. */
  readonly digest: string;
}

/**
 * The unique key of a delivery: one text of fixed length, because DuckDB's index serves no look-up by several
 * columns and keeps all bytes of its keys.
 *
 * The delivery id is not enough: GitHub sends one event to several hooks and Apps under one id. The key covers the
 * body as well, so that a delivery answered as a duplicate is on record to the byte.
 */
export function deliveryKey({ source, hookId, deliveryId, digest }: DeliveryIdentity): string {
  const identity = JSON.stringify([source, hookId, deliveryId, digest]);
  return `/${hash("sha256", identity, "base64url")}`;
}

/** The key that earlier releases stored. Migration 004 computes it in SQL. */
export function earlierDeliveryKey(source: string, deliveryId: string): string {
  return `${escapeSlashes(source)}/${deliveryId}`;
}

/** A source is never empty, so an earlier key never begins with a slash. */
export function isEarlierKey(key: string): boolean {
  return !key.startsWith("/");
}
