import { removeLogContents } from "../audit/remove-contents.ts";
import type { AgedKey } from "../keys-by-age.ts";
import { eraseBatch, erasedAtOnce, type Erasure } from "./batches.ts";
import { logsNaming, ownLogs } from "./logs-about.ts";
import type { Subject } from "./subject.ts";

/**
 * Moves a person's action logs to the nil user and removes their contents, and removes the contents of other users'
 * logs that name the person. The type, the time and the outcome are kept, and the audit trail still verifies.
 */
export async function eraseLogs(erasure: Erasure, subject: Subject): Promise<void> {
  for await (const keys of ownLogs(erasure.db, subject, erasedAtOnce)) {
    await removeContents(erasure, keys, { anonymize: true });
  }
  for await (const keys of logsNaming(erasure.db, subject, erasedAtOnce)) {
    await removeContents(erasure, keys, { anonymize: false });
  }
}

async function removeContents(
  erasure: Erasure,
  keys: readonly AgedKey[],
  options: { readonly anonymize: boolean },
): Promise<void> {
  const ids = keys.map(({ key }) => key);
  await eraseBatch(erasure, async (transaction) => {
    const { count } = await removeLogContents(transaction, { ids }, options, erasure.context);
    return { action_logs: { cleared: count } };
  });
}
