import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { findActors, type NamedActor } from "../identity/find-actors.ts";
import { isOneOf } from "../one-of.ts";
import { requireUuids } from "../validate.ts";

/**
 * Finds out who proposed actions, and by which key or session. It does not compare who asks: its caller has shown the
 * actions to them.
 *
 * @returns the proposers by the ids of the actions. One that was proposed on the machine itself, or by a credential that
 *   is gone, is missing.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findProposers(
  db: Executor<Database>,
  actionIds: readonly string[],
): Promise<ReadonlyMap<string, NamedActor>> {
  requireCall(db);
  const ids = requireUuids("actionIds", actionIds);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("pending_actions")
    .select(["id", "credential_id"])
    .where(isOneOf("id", "uuid", ids))
    .execute();
  const actors = await findActors(
    db,
    rows.flatMap(({ credential_id }) => credential_id ?? []),
  );
  return new Map(
    rows.flatMap(({ id, credential_id }) => {
      const actor = actors.get(credential_id ?? "");
      return actor === undefined ? [] : [[id, actor] as const];
    }),
  );
}
