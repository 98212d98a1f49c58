import type { AuditHead } from "@handsfree/repositories";

/** What `--head` takes. */
export function headLine({ number, hash }: AuditHead): string {
  return `${number}:${hash}`;
}

/** The head with the names that its JSON has. */
export function headJson(head: AuditHead | undefined): object | null {
  if (head === undefined) return null;
  const { number, hash, signature, keyId, sealedAt } = head;
  return { number, hash, signature, key_id: keyId, sealed_at: sealedAt };
}
