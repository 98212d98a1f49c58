import { InvalidInputError } from "@handsfree/query";
import { pendingActionLimits } from "../pending-actions/limits.ts";
import { requirePerson } from "../person.ts";
import {
  requireBoolean,
  requireList,
  requireObject,
  requireOneOf,
  requireText,
  shown,
} from "../validate.ts";
import type {
  AskEffect,
  AskedGroup,
  AskedPeople,
  ExpiryEffect,
  Grace,
  PolicyEffect,
} from "./effect.ts";
import { policyLimits } from "./limits.ts";
import { requirePolicyName } from "./policy-name.ts";
import { requireKeys } from "./require-keys.ts";

/** @throws {InvalidInputError} naming the field. */
export function checkEffect(effect: PolicyEffect): PolicyEffect {
  requireObject("effect", effect);
  requireOneOf("kind", effect.kind, ["allow", "deny", "ask"]);
  if (effect.kind === "allow") {
    requireKeys("effect", effect, ["kind", "graceSeconds"]);
    return { kind: "allow", ...checkGrace(effect) };
  }
  if (effect.kind === "deny") {
    requireKeys("effect", effect, ["kind", "reason"]);
    return { kind: "deny", reason: requireReason("reason", effect.reason) };
  }
  if (effect.whom === "as_proposed") {
    requireKeys("effect", effect, ["kind", "whom"]);
    return { kind: "ask", whom: "as_proposed" };
  }
  return checkAsk(effect);
}

function checkAsk(effect: AskEffect): AskEffect {
  const keys = [
    "kind",
    "whom",
    "approvals",
    "expiresInSeconds",
    "edit",
    "onExpiry",
    "confirmation",
    "graceSeconds",
  ];
  requireKeys("effect", effect, keys);
  const ask = {
    kind: "ask",
    whom: checkWhom(effect.whom),
    approvals: requireApprovals("approvals", effect.approvals),
    expiresInSeconds: requireTimeToLive("expiresInSeconds", effect.expiresInSeconds),
    edit: requireBoolean("edit", effect.edit),
    onExpiry: checkExpiry(effect.onExpiry),
    ...(effect.confirmation !== undefined && {
      confirmation: requireOneOf("confirmation", effect.confirmation, ["strong"] as const),
    }),
    ...checkGrace(effect),
  } satisfies AskEffect;
  requireEnoughPeople("approvals", ask);
  requireOtherGroup("onExpiry", ask);
  return ask;
}

function checkGrace({ graceSeconds }: Grace): Grace {
  return graceSeconds === undefined
    ? {}
    : { graceSeconds: requireGrace("graceSeconds", graceSeconds) };
}

function checkWhom(whom: AskedPeople | AskedGroup): AskedPeople | AskedGroup {
  requireObject("whom", whom);
  if ("approvers" in whom) {
    requireKeys("whom", whom, ["approvers"]);
    return { approvers: requirePeople("approvers", whom.approvers) };
  }
  requireKeys("whom", whom, ["group"]);
  return { group: requirePolicyName("group", whom.group) };
}

/** @throws {InvalidInputError} also for a type that would allow the action, since it was not decided. */
function checkExpiry(effect: ExpiryEffect): ExpiryEffect {
  requireObject("onExpiry", effect);
  if (effect.kind === "deny") {
    requireKeys("onExpiry", effect, ["kind"]);
    return { kind: "deny" };
  }
  if (effect.kind !== "escalate") throw new InvalidInputError("onExpiry", neverAllowed);
  requireKeys("onExpiry", effect, ["kind", "group", "expiresInSeconds"]);
  return {
    kind: "escalate",
    group: requirePolicyName("group", effect.group),
    expiresInSeconds: requireTimeToLive("expiresInSeconds", effect.expiresInSeconds),
  };
}

/** The problem of any other effect of an expiry. */
export const neverAllowed =
  "must be deny or escalate, since an action that was not decided is never allowed";

/** @throws {InvalidInputError} unless it is a reason that can be shown. */
export function requireReason(field: string, reason: string): string {
  if (requireText(field, reason, policyLimits.reasonLength).trim() !== "") return reason;
  throw new InvalidInputError(field, "holds only white space; say why the action is denied");
}

/** @throws {InvalidInputError} unless it is a number of approvals. */
export function requireApprovals(field: string, approvals: number): number {
  const { approvals: most } = policyLimits;
  if (Number.isInteger(approvals) && approvals >= 1 && approvals <= most) return approvals;
  throw new InvalidInputError(
    field,
    `must be a whole number from 1 to ${most}, got ${shown(approvals)}`,
  );
}

/** @throws {InvalidInputError} unless people can decide in that time, in seconds. */
export function requireTimeToLive(field: string, seconds: number): number {
  const { minimumTimeToLive: least, maximumTimeToLive: most } = pendingActionLimits;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds;
  throw new InvalidInputError(
    field,
    `must be whole seconds from ${least} to ${most} (30 days), got ${shown(seconds)}`,
  );
}

/** @throws {InvalidInputError} unless an approval can be taken back for that time, in seconds. */
export function requireGrace(field: string, seconds: number): number {
  const { graceSeconds: most } = policyLimits;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= most) return seconds;
  throw new InvalidInputError(
    field,
    `must be whole seconds from 1 to ${most} (an hour), got ${shown(seconds)}`,
  );
}

/** @throws {InvalidInputError} unless it is a list of people, each of them once. */
export function requirePeople(field: string, people: readonly string[]): readonly string[] {
  const { approvers: most } = pendingActionLimits;
  const ids = requireList(field, people).map((person) => requirePerson(field, person));
  if (ids.length === 0 || ids.length > most) {
    throw new InvalidInputError(field, `must be a list of 1 to ${most} UUIDs, got ${ids.length}`);
  }
  if (new Set(ids).size === ids.length) return ids;
  throw new InvalidInputError(field, "must name each person only once");
}

/**
 * The size of a group is not known here.
 *
 * @throws {InvalidInputError} for more approvals than approvers: such an action would only expire.
 */
export function requireEnoughPeople(field: string, { whom, approvals }: AskEffect): void {
  if ("group" in whom || approvals <= whom.approvers.length) return;
  throw new InvalidInputError(
    field,
    `must be at most ${whom.approvers.length}, the number of approvers, got ${approvals}`,
  );
}

/** @throws {InvalidInputError} for an escalation to the group that did not decide. */
export function requireOtherGroup(field: string, { whom, onExpiry }: AskEffect): void {
  if (onExpiry.kind === "deny" || !("group" in whom) || whom.group !== onExpiry.group) return;
  throw new InvalidInputError(
    field,
    "must escalate to another group than the one that did not decide; name another group, or write deny",
  );
}
