import type { Executor } from "@handsfree/query";
import type { ActionRunRow, Database } from "@handsfree/schema";
import { freeKey } from "./free-keys.ts";
import { type ActionLog, toActionLog } from "./log.ts";
import type { KeyedRequest } from "./request.ts";
import type { SystemActionType } from "./system-types.ts";

/**
 * The type of the audit row of a run's start. Until the run ends, this row owns the run's key. Therefore one unique
 * index decides between all users of a key, both of `runOnce` and of `recordActionLog`.
 */
export const runStarted: Extract<SystemActionType, "action_run.started"> = "action_run.started";

/** The current use of an idempotency key. */
export type KeyHolder =
  | { readonly outcome: "replayed"; readonly log: ActionLog }
  | { readonly outcome: "key_reused" }
  | { readonly outcome: "running"; readonly run: ActionRunRow };

/**
 * Finds the current use of a request's key, and frees the key if it has expired. A record from before digests matches
 * every request.
 *
 * @param missing whether to look for a run also if no log has the key. Such a run makes the insert of another one fail.
 * @returns undefined if the key is free.
 */
export async function findKeyHolder(
  db: Executor<Database>,
  { ownedKey, digest }: KeyedRequest,
  now: Date,
  missing: "run without its log" | "no run" = "run without its log",
): Promise<KeyHolder | undefined> {
  const row = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("owned_key", "=", ownedKey)
    .executeTakeFirst();
  if (row === undefined && missing === "no run") return undefined;
  const started = row === undefined || row.action_type === runStarted;
  const run = started ? await findRunRow(db, ownedKey) : undefined;
  if (row === undefined) {
    // A run without its audit row: the key was removed from that row, but not from the run.
    return run && (run.request_digest === digest ? { outcome: "running", run } : keyReused);
  }
  const expired = row.key_expires_at !== null && row.key_expires_at <= now;
  // An audit row without its run: the run was deleted, or has just ended, and then there is no key to free.
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

/** Finds the run that owns a key. */
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
