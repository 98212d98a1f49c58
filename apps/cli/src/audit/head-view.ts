import type { AuditHead } from "@handsfree/repositories/audit";

/** The form of a head that `--head` accepts. */
export function headLine({ number, hash }: AuditHead): string {
  return `${number}:${hash}`;
}
