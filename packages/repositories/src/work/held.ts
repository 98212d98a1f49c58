import { hashToken } from "../token.ts";
import { requireText } from "../validate.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";

/** A worker's claim that it holds a lease. */
export interface Holder {
  readonly key: string;
  readonly token: string;
  /** Given, the rows of other users are not found. */
  readonly userId?: string | undefined;
}

/** The reason why a worker's report does not count. */
export type Refusal<Shown extends object> =
  | ({ readonly outcome: "already_ended" } & Shown)
  | { readonly outcome: "lease_lost" }
  | { readonly outcome: "not_found" };

/** A row under the caller's lease. */
interface Held<Row> {
  readonly outcome: "held";
  readonly row: Row;
}

/**
 * Makes the check whether a worker holds the lease of a row. An expired lease counts until another worker takes the
 * row: the work was done, and should not be done twice.
 *
 * @throws {InvalidInputError} for a token that is not a string.
 */
export function holdsLease<T extends ClaimableTypes>(
  work: ClaimableWork<T>,
  { token, userId }: Holder,
): (row: T["row"] | undefined) => Held<T["row"]> | Refusal<T["shown"]> {
  const hash = hashToken(requireText("token", token));
  return (row) => {
    const isOthers = userId !== undefined && row !== undefined && work.ownerOf?.(row) !== userId;
    if (row === undefined || isOthers) return { outcome: "not_found" };
    if (row.lease_sha256 !== hash) return { outcome: "lease_lost" };
    if (work.isWorkedOn(row)) return { outcome: "held", row };
    return { outcome: "already_ended", ...work.show(row) };
  };
}
