import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { findRow, type RepoPolicyKey, requireKey } from "./find.ts";
import { recordChange } from "./record.ts";
import { isAbout } from "./repository.ts";

/** A policy to remove. */
export interface RepoPolicyRemoval extends Actor, RepoPolicyKey {}

/** The outcome of a removal: of several callers one removes it. */
export interface RemovedRepoPolicy {
  readonly outcome: "removed" | "not_found";
}

/**
 * Removes a user's policy of a repository, and records that in the same transaction. The policies of the operator hold
 * as before.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function removeRepoPolicy(
  db: Executor<Database>,
  removal: RepoPolicyRemoval,
  context: Context = systemContext,
): Promise<RemovedRepoPolicy> {
  requireCall(db, context);
  const key = requireKey("removal", removal, context);
  const by = optionalActor(removal);
  const row = await findRow(db, key);
  if (row === undefined) return { outcome: "not_found" };
  const change = db.deleteFrom("repo_policies").where(isAbout(key.userId, key.repository));
  const named = { ...key, repository: row.repo_full_name };
  const record = recordChange(db, { ...named, event: "removed", by }, atOneInstant(context));
  const isRemoved = await changeAndRecord(db, change, [record]);
  return { outcome: isRemoved ? "removed" : "not_found" };
}
