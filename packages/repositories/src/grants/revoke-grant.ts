import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { allInOneCase } from "../one-case.ts";
import { requireObject, requireUuid } from "../validate.ts";
import type { StandingGrant } from "./grant.ts";
import { findGrant } from "./find-grants.ts";
import { recordGrant } from "./record-grant.ts";

/** A grant to revoke. */
export interface GrantRevocation extends Actor {
  /** The id of the grant. */
  readonly id: string;
}

/** The outcome of `revokeGrant`: whether this call did it. */
export type RevokedGrant =
  | { readonly outcome: "revoked" | "already_revoked"; readonly grant: StandingGrant }
  | { readonly outcome: "not_found" };

/**
 * Revokes a grant for good, and records that in the same transaction. Actions that it has approved stay approved.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function revokeGrant(
  db: Executor<Database>,
  input: GrantRevocation,
  context: Context = systemContext,
): Promise<RevokedGrant> {
  requireCall(db, context);
  const id = requireUuid("id", requireObject("input", input).id);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const grant = await findGrant(db, id, stopped);
  if (grant === undefined) return { outcome: "not_found" };
  if (grant.state === "revoked") return { outcome: "already_revoked", grant };
  const set = { revoked_at: stopped.now(), revoked_by: by };
  const change = db
    .updateTable("standing_grants")
    .set(set)
    .where("id", "=", id)
    .where((row) =>
      // A CASE over one column alone would cost DuckDB the index, so it also compares what never changes.
      allInOneCase([row("revoked_at", "is", null), row("maximum_uses", "=", grant.maximumUses)]),
    );
  const record = recordGrant(db, { id, user_id: grant.userId }, { event: "revoked", by }, stopped);
  const isDone = await changeAndRecord(db, change, [record]);
  // Read again, since a proposal can have used it meanwhile.
  const now = await findGrant(db, id, stopped);
  if (now === undefined) return { outcome: "not_found" };
  return { outcome: isDone ? "revoked" : "already_revoked", grant: now };
}
