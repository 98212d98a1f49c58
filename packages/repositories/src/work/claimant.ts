import type { Context } from "../context.ts";
import { requirePerson, requireWorker } from "../person.ts";
import { ifGiven, requireFunction, requireUuid } from "../validate.ts";
import { requireLeaseSeconds } from "./lease.ts";

/** The members that a worker's request for any kind of leased work has. */
export interface Claimant {
  readonly worker: string;
  readonly leaseSeconds?: number | undefined;
  readonly random?: (() => number) | undefined;
}

/** @throws {InvalidInputError} naming the field. */
export function requireClaimant(
  { worker, leaseSeconds, random = Math.random }: Claimant,
  context: Context,
): { readonly worker: string; readonly leaseSeconds: number; readonly random: () => number } {
  return {
    worker: requireWorker("worker", worker, context),
    leaseSeconds: requireLeaseSeconds(leaseSeconds),
    random: requireFunction("random", random),
  };
}

/** The members of a request for work that belongs to users. */
export interface OwnedClaim {
  readonly userId?: string | undefined;
  readonly id?: string | undefined;
}

/** @throws {InvalidInputError} naming the field. */
export function requireOwnedClaim({ userId, id }: OwnedClaim): {
  readonly userId: string | undefined;
  readonly id: string | undefined;
} {
  return { userId: ifGiven("userId", userId, requirePerson), id: ifGiven("id", id, requireUuid) };
}
