import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { findLastEntry } from "./chain.ts";
import type { AuditEntry } from "./entry.ts";

/** The last entry of the chain: all that has to be kept elsewhere to find that the trail was cut or rewritten. */
export interface AuditHead {
  /** How many entries the chain has. */
  readonly number: number;
  /** SHA-256 in lower-case hexadecimal; it commits to every entry up to this one. */
  readonly hash: string;
  /** Ed25519 over the hash, in base64; null where the entry was not signed. */
  readonly signature: string | null;
  /** SHA-256 of the public key that it was signed with. */
  readonly keyId: string | null;
  readonly sealedAt: Date;
}

/**
 * The head of the audit trail as it is now, to be kept where whoever can write to the database cannot.
 *
 * @returns undefined as long as nothing is sealed.
 */
export async function exportAuditHead(db: Executor<Database>): Promise<AuditHead | undefined> {
  requireCall(db);
  const last = await findLastEntry(db);
  return last && toHead(last);
}

export function toHead({ number, hash, signature, keyId, sealedAt }: AuditEntry): AuditHead {
  return { number, hash, signature, keyId, sealedAt: new Date(sealedAt) };
}
