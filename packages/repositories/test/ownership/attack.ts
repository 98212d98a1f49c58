import type { Database } from "@handsfree/schema";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import type { Context } from "../../src/index.ts";
import { known, maybe, type Pools, resolve } from "./known.ts";

/** Who calls, on what. */
export interface Caller {
  readonly db: Kysely<Database>;
  /** As it was written: a UUID has a lower and an upper case. */
  readonly userId: string;
  readonly context: Context;
}

/** A call that is yet to be made. @returns all that the caller comes to see. */
export type PreparedCall = (caller: Caller, pools: Pools) => Promise<unknown>;

/** How a public function can be called by a user. */
export type Attack = Arbitrary<PreparedCall>;

/** Members that no function has, or that another one has. */
const stray = fc.record(
  {
    id: known("actionIds", "commandIds", "logIds"),
    actionId: known("actionIds"),
    token: known("tokens", "leaseTokens"),
    user_id: known("actionIds"),
    key: known("keys"),
    ownedKey: known("keys"),
  },
  { requiredKeys: [] },
);

/**
 * @param members the arguments besides the user, whose id is the caller's own in every call.
 * @param call makes it.
 */
export function attack<Input extends object>(
  members: { [Name in keyof Input]: Arbitrary<Input[Name]> },
  call: (caller: Caller, input: Input & { readonly userId: string }) => Promise<unknown>,
): Attack {
  const input = fc.record(members);
  return fc.tuple(input, maybe(stray)).map(([given, more]) => {
    const prepared: PreparedCall = (caller, pools) => {
      const resolved = resolve({ ...more, ...given }, pools);
      return call(caller, { ...resolved, userId: caller.userId });
    };
    return Object.assign(prepared, {
      [fc.toStringMethod]: () => fc.stringify({ ...more, ...given }),
    });
  });
}
