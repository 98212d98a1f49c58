import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { findLastEntry } from "./chain.ts";
import type { AuditEntry } from "./entry.ts";

/** The last entry of the chain. A copy that is kept elsewhere proves later whether the trail was cut or rewritten. */
export interface AuditHead {
  /** The number of entries in the chain. */
  readonly number: number;
  /** SHA-256 in lower-case hexadecimal; it commits to every entry up to this one. */
  readonly hash: string;
  /** The Ed25519 signature of the hash, in base64; null if the entry was not signed. */
  readonly signature: string | null;
  /** SHA-256 of the public key of the signature. */
  readonly keyId: string | null;
  readonly sealedAt: Date;
}

/**
 * Returns the current head of the audit trail. Keep it where a writer of the database cannot change it.
 *
 * @returns undefined if nothing is sealed yet.
 */
export async function exportAuditHead(db: Executor<Database>): Promise<AuditHead | undefined> {
  requireCall(db);
  const last = await findLastEntry(db);
  return last && toHead(last);
}

export function toHead({ number, hash, signature, keyId, sealedAt }: AuditEntry): AuditHead {
  return { number, hash, signature, keyId, sealedAt: new Date(sealedAt) };
}
