import { type SharedClaims, sharedClaims } from "./claims.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";
import { type SharedRequests, sharedRequests } from "./requests.ts";

/** A kind of leased work whose callers share transactions. */
export interface SharedLeases<T extends ClaimableTypes> extends ClaimableWork<T> {
  readonly claims: SharedClaims<T>;
  readonly requests: SharedRequests<T>;
}

/** Makes the callers of a kind of leased work share transactions. */
export function shareLeases<T extends ClaimableTypes>(work: ClaimableWork<T>): SharedLeases<T> {
  return { ...work, claims: sharedClaims(work), requests: sharedRequests(work) };
}
