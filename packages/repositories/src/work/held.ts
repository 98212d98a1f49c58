import { DatabaseError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { hashToken } from "../token.ts";
import { requireText } from "../validate.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";

/** Who has, or had, a lease. */
export interface Holder {
  readonly key: string;
  /** The lease's own token. */
  readonly token: string;
  /** The owner of the row; where it is given, no other user's row is found. */
  readonly userId?: string | undefined;
}

/** Why a worker's report no longer counts. */
export type Refusal<Shown extends object> =
  | ({ readonly outcome: "already_ended" } & Shown)
  | { readonly outcome: "lease_lost" }
  | { readonly outcome: "not_found" };

/** A row that is worked on under the caller's lease. */
interface Held<Row> {
  readonly outcome: "held";
  readonly row: Row;
}

/**
 * A lease that has run out still counts for a report until another worker takes the row: the work was done, and
 * doing it twice helps no one.
 *
 * @throws {InvalidInputError} for a token that is no text.
 */
export async function findHeld<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: ClaimableWork<T>,
  { key, token, userId }: Holder,
): Promise<Held<T["row"]> | Refusal<T["shown"]>> {
  const hash = hashToken(requireText("token", token));
  const row = await work.find(db, key);
  const isOthers = userId !== undefined && row !== undefined && work.ownerOf?.(row) !== userId;
  if (row === undefined || isOthers) return { outcome: "not_found" };
  if (row.lease_sha256 !== hash) return { outcome: "lease_lost" };
  if (work.isWorkedOn(row)) return { outcome: "held", row };
  return { outcome: "already_ended", ...work.show(row) };
}

/** The answer after the conditional write did not find the lease that was there before it. */
export async function findRefusal<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: ClaimableWork<T>,
  holder: Holder,
): Promise<Refusal<T["shown"]>> {
  const found = await findHeld(db, work, holder);
  if (found.outcome !== "held") return found;
  throw new DatabaseError("write_conflict", "the lease changed just now", { retryable: true });
}
