import type { Executor } from "@handsfree/query";
import type { ActionRunRow, Database } from "@handsfree/schema";
import { freeKey } from "./free-keys.ts";
import { type ActionLog, toActionLog } from "./log.ts";
import type { KeyedRequest } from "./request.ts";
import type { SystemActionType } from "./system-types.ts";

/**
 * The audit row of a run's beginning. As long as the run has not ended this row owns the run's key, so that one
 * unique index decides between all who use it, whether they run or record.
 */
export const runStarted: Extract<SystemActionType, "action_run.started"> = "action_run.started";

/** Who has a key that somebody wants. */
export type KeyHolder =
  | { readonly outcome: "replayed"; readonly log: ActionLog }
  | { readonly outcome: "key_reused" }
  | { readonly outcome: "running"; readonly run: ActionRunRow };

/**
 * Who has the request's key now; undefined when it is free, or was freed by this look since it had expired.
 * A record from before there were digests holds it whatever the request is.
 */
export async function findKeyHolder(
  db: Executor<Database>,
  { ownedKey, digest }: KeyedRequest,
  now: Date,
): Promise<KeyHolder | undefined> {
  const row = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("owned_key", "=", ownedKey)
    .executeTakeFirst();
  const started = row === undefined || row.action_type === runStarted;
  const run = started ? await findRunRow(db, ownedKey) : undefined;
  if (row === undefined) {
    // A run without its beginning: somebody took the key from that row, and not from the run.
    return run && (run.request_digest === digest ? { outcome: "running", run } : keyReused);
  }
  const expired = row.key_expires_at !== null && row.key_expires_at <= now;
  // A beginning without its run: it has ended just now, and then has no key to free, or somebody deleted it.
  if (expired || (started && run === undefined)) {
    await freeKey(db, row);
    return undefined;
  }
  const used = run === undefined ? row.request_digest : run.request_digest;
  if (used !== null && used !== digest) return keyReused;
  return run === undefined
    ? { outcome: "replayed", log: toActionLog(row) }
    : { outcome: "running", run };
}

const keyReused: KeyHolder = { outcome: "key_reused" };

/** The run that has this key. */
export function findRunRow(
  db: Executor<Database>,
  ownedKey: string,
): Promise<ActionRunRow | undefined> {
  return db
    .selectFrom("action_runs")
    .selectAll()
    .where("owned_key", "=", ownedKey)
    .executeTakeFirst();
}
