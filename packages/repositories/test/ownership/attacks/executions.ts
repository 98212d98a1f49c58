import fc from "fast-check";
import {
  claimAction,
  executeActions,
  failAction,
  heartbeatAction,
  type PendingAction,
  previewAction,
  releaseAction,
  succeedAction,
} from "../../../src/entries/pending-actions.ts";
import { type Attack, attack } from "../attack.ts";
import { known, maybe, together } from "../known.ts";
import { actionTypes } from "../rows.ts";

const claim = {
  types: fc.array(actionTypes, { minLength: 1, maxLength: 3 }),
  worker: fc.constant("mallory"),
  leaseSeconds: maybe(fc.constantFrom(1, 43_200)),
};

/** A lease as it was given, or what is put together of several. */
const lease = fc.oneof(
  together("actionIds", "leaseTokens"),
  fc.tuple(known("actionIds"), known("leaseTokens", "tokens")),
);
const holder = { lease };

/** The members of a holder, which are chosen as one. */
function held<Input extends { readonly lease: readonly string[] }>({
  lease: names,
  ...rest
}: Input) {
  const [actionId = "", token = ""] = names;
  return { ...rest, actionId, token };
}

export const executionAttacks: Readonly<Record<string, Attack>> = {
  claimAction: attack({ ...claim, id: maybe(known("actionIds")) }, ({ db, context }, input) =>
    claimAction(db, input, context),
  ),
  executeActions: attack(claim, async ({ db, context }, input) => {
    const idle = new AbortController();
    const seen: PendingAction[] = [];
    const execute = (action: PendingAction): string => {
      seen.push(action);
      return "done";
    };
    // Who has nothing to do asks to be called later.
    const schedule = (): (() => void) => {
      idle.abort();
      return () => undefined;
    };
    await executeActions(db, { ...input, execute, signal: idle.signal }, { ...context, schedule });
    return seen;
  }),
  previewAction: attack(
    { actionId: known("actionIds"), version: fc.constantFrom(1, 2) },
    ({ db, context }, input) =>
      previewAction(db, { ...input, preview: { title: "no", facts: [] } }, context),
  ),
  heartbeatAction: attack(holder, ({ db, context }, input) =>
    heartbeatAction(db, held(input), context),
  ),
  succeedAction: attack(
    { ...holder, result: maybe(fc.constant({ by: "mallory" })) },
    ({ db, context }, input) => succeedAction(db, held(input), context),
  ),
  failAction: attack({ ...holder, error: fc.constant("no") }, ({ db, context }, input) =>
    failAction(db, held(input), context),
  ),
  releaseAction: attack(holder, ({ db, context }, input) =>
    releaseAction(db, held(input), context),
  ),
};
