import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { findRow, type GithubConnectionKey, requireKey } from "./find.ts";
import { recordChange } from "./record.ts";

/** A connection to remove. */
export interface GithubConnectionRemoval extends Actor, GithubConnectionKey {}

/** The outcome of a removal: of several callers one removes it. */
export interface RemovedGithubConnection {
  readonly outcome: "removed" | "not_found";
}

/**
 * Removes a connection, and records that in the same transaction. The secret manager keeps the token, which
 * must be revoked there. `eraseUser` finds deliveries by the installations of a person's connections, so those of a
 * connection that was removed before are only found if they name the person.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function removeGithubConnection(
  db: Executor<Database>,
  removal: GithubConnectionRemoval,
  context: Context = systemContext,
): Promise<RemovedGithubConnection> {
  requireCall(db, context);
  const key = requireKey("removal", removal);
  const by = optionalActor(removal);
  const stopped = atOneInstant(context);
  const row = await findRow(db, key);
  if (row === undefined) return { outcome: "not_found" };
  const change = db.deleteFrom("github_connections").where("id", "=", key.id);
  const details = { installation_id: row.installation_id };
  const record = recordChange(db, { ...key, event: "removed", by, details }, stopped);
  const isRemoved = await changeAndRecord(db, change, [record]);
  return { outcome: isRemoved ? "removed" : "not_found" };
}
