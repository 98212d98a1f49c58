import { type Executor, InvalidInputError, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { retried } from "../retried.ts";
import { requireList, requireObject, requireOneOf } from "../validate.ts";
import { askById, type Decider, requireDecider, type ShownAction } from "./decide-by-id.ts";
import type { Decision } from "./decision.ts";
import { pendingActionLimits } from "./limits.ts";
import type { AskedDecision } from "./open-action.ts";
import { sharedDecisions } from "./shared-decisions.ts";

/** A person's decisions about several actions, each of which is named. */
export interface ManyDecisions extends Decider {
  /** 1 to 100, each about another action. */
  readonly decisions: readonly OneOfMany[];
}

/** One of several decisions. */
export interface OneOfMany extends ShownAction {
  readonly verdict: "approve" | "reject";
}

/**
 * Makes decisions as `approvePendingAction` and `rejectPendingAction` do, all in one transaction. A decision that does
 * not count does not affect the others.
 *
 * @returns one outcome for each decision, in their order.
 * @throws {InvalidInputError} naming the field, also if an action is named twice. Then nothing is decided.
 */
export async function decideMany(
  db: Executor<Database>,
  input: ManyDecisions,
  context: Context = systemContext,
): Promise<readonly Decision[]> {
  requireCall(db, context);
  const { decisions, ...rest } = requireObject("input", input);
  const decider = requireDecider(rest);
  const stopped = atOneInstant(context);
  const { decisionsAtOnce: most } = pendingActionLimits;
  const named = requireList("decisions", decisions);
  if (named.length === 0 || named.length > most) {
    const problem = `must be a list of 1 to ${most} decisions, got ${named.length}`;
    throw new InvalidInputError("decisions", problem);
  }
  const asked = named.map((one) => ask(one, decider, stopped));
  requireDistinct(asked);
  return retried(db, () => inTransaction(db, (own) => sharedDecisions.run(own, asked)));
}

function ask(one: OneOfMany, decider: Decider, context: Context): AskedDecision {
  const { verdict, id, payloadDigest, reason } = requireObject("decisions", one);
  requireOneOf("verdict", verdict, ["approve", "reject"]);
  const to = verdict === "approve" ? "confirmed" : "rejected";
  return askById(to, { id, payloadDigest, reason, ...decider }, context);
}

function requireDistinct(asked: readonly AskedDecision[]): void {
  const seen = new Set<string>();
  for (const { key } of asked) {
    if (seen.has(key)) {
      throw new InvalidInputError("decisions", `names the action ${key} twice; decide it once`);
    }
    seen.add(key);
  }
}
