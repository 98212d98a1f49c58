import type { Backup } from "@handsfree/query";

/** Describes the size of a copy in a message. */
export function summarize({ tables, rows, bytes }: Omit<Backup, "path">): string {
  const megabytes = (bytes / 2 ** 20).toFixed(1);
  return `${tables} tables with ${rows} rows, ${megabytes} MiB`;
}
