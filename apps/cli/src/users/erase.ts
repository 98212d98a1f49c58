import {
  type ErasureCounts,
  erasedTables,
  eraseUser,
  previewErasure,
} from "@handsfree/repositories/privacy";
import { type ErasurePreviewJson, renderErasureReceipt } from "@handsfree/wire/privacy";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { print, printJson } from "../output/print.ts";
import { renderTable } from "../output/table.ts";

export interface EraseOptions extends GlobalOptions, UserOptions {
  readonly yes?: boolean;
  readonly by?: string;
  readonly reason?: string;
}

export async function erase({ user, yes = false, ...options }: EraseOptions): Promise<void> {
  if (!yes) return preview({ user, ...options });
  const { by: requestedBy, reason } = options;
  const receipt = await useDatabase(
    options,
    (db) => eraseUser(db, { userId: user, requestedBy, reason }),
    { readOnly: false },
  );
  if (options.json) return printJson(renderErasureReceipt(receipt));
  await print(`${countsTable(receipt.counts)}\nerased; the receipt is ${receipt.id}\n`);
}

/** Exits with an error code, so that no script mistakes the preview for an erasure. */
async function preview({ user, ...options }: EraseOptions): Promise<void> {
  const counts = await useDatabase(options, (db) => previewErasure(db, user));
  invocation().exitCode = exitCodes.usage;
  if (options.json) return printJson({ would_erase: counts } satisfies ErasurePreviewJson);
  await print(`${countsTable(counts)}\nnothing is erased yet; add --yes to erase\n`);
}

function countsTable(counts: ErasureCounts): string {
  return renderTable(
    ["TABLE", "DELETED", "CLEARED"],
    erasedTables.map((table) => [table, counts[table].deleted, counts[table].cleared]),
  );
}
