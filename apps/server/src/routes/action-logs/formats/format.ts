import type { ActionLog } from "@handsfree/repositories/action-logs";

/** A format of an export. */
export interface ExportFormat {
  readonly mediaType: string;
  /** Writes the logs as they are read. */
  readonly write: (
    batches: AsyncIterable<readonly ActionLog[]>,
  ) => AsyncIterable<string | Uint8Array>;
}
