import type { AuditHead } from "@handsfree/repositories";

/** What `--head` takes. */
export function headLine({ number, hash }: AuditHead): string {
  return `${number}:${hash}`;
}
