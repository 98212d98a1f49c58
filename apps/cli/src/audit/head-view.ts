import type { AuditHead } from "@handsfree/repositories/audit";

/** What `--head` takes. */
export function headLine({ number, hash }: AuditHead): string {
  return `${number}:${hash}`;
}
