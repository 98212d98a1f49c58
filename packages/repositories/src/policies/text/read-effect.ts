import {
  neverAllowed,
  requireApprovals,
  requireEnoughPeople,
  requireGrace,
  requireOtherGroup,
  requirePeople,
  requireReason,
  requireTimeToLive,
} from "../check-effect.ts";
import { type AskEffect, defaultEffect, type ExpiryEffect, type PolicyEffect } from "../effect.ts";
import { pendingActionLimits } from "../../pending-actions/limits.ts";
import { requirePolicyName } from "../policy-name.ts";
import { parseDuration } from "./duration.ts";
import type { YamlValue } from "./yaml-value.ts";

/** The keys of the effects. */
export const effectKeys = ["allow", "deny", "ask"] as const;

/** Reads `allow: true`, `allow: { grace: 10s }`, `deny: <reason>`, `ask: as_proposed` or `ask: { group: release, approvals: 2 }`. */
export function readEffect(key: (typeof effectKeys)[number], effect: YamlValue): PolicyEffect {
  switch (key) {
    case "allow":
      return readAllow(effect);
    case "deny": {
      const reason = effect.text();
      return { kind: "deny", reason: effect.check((field) => requireReason(field, reason)) };
    }
    default:
      return effect.isObject() ? readAsk(effect) : readAskAsProposed(effect);
  }
}

function readAllow(effect: YamlValue): PolicyEffect {
  if (effect.isObject()) {
    const grace = effect.members(["grace"]).get("grace");
    return { kind: "allow", graceSeconds: readGrace(grace) };
  }
  if (effect.scalar() === true) return { kind: "allow" };
  return effect.refuse("must be true, or { grace: 10s }; write deny with a reason to forbid it");
}

function readAskAsProposed(effect: YamlValue): PolicyEffect {
  if (effect.scalar() === "as_proposed") return defaultEffect;
  return effect.refuse("must be as_proposed, or have members such as { group: release }");
}

function readAsk(effect: YamlValue): AskEffect {
  const members = effect.members([
    "approvers",
    "group",
    "approvals",
    "expires_in",
    "edit",
    "on_expiry",
    "confirmation",
    "grace",
  ]);
  const { key, value: whom } = members.getOne(["approvers", "group"]);
  const approvals = members.find("approvals");
  const onExpiry = members.find("on_expiry");
  const confirmation = members.find("confirmation");
  const grace = members.find("grace");
  const ask = {
    kind: "ask",
    whom: key === "group" ? { group: readName(whom) } : { approvers: readPeople(whom) },
    approvals: readApprovals(approvals),
    expiresInSeconds: readTimeToLive(members.find("expires_in")),
    edit: readEdit(members.find("edit")),
    onExpiry: readExpiry(onExpiry),
    ...(confirmation !== undefined && { confirmation: readConfirmation(confirmation) }),
    ...(grace !== undefined && { graceSeconds: readGrace(grace) }),
  } satisfies AskEffect;
  approvals?.check((field) => requireEnoughPeople(field, ask));
  onExpiry?.check((field) => requireOtherGroup(field, ask));
  return ask;
}

function readApprovals(approvals: YamlValue | undefined): number {
  if (approvals === undefined) return 1;
  const count = approvals.scalar() as number;
  return approvals.check((field) => requireApprovals(field, count));
}

function readTimeToLive(time: YamlValue | undefined): number {
  if (time === undefined) return pendingActionLimits.defaultTimeToLive;
  const text = time.text();
  return time.check((field) => requireTimeToLive(field, parseDuration(field, text)));
}

function readEdit(edit: YamlValue | undefined): boolean {
  const value = edit?.scalar() ?? false;
  return typeof value === "boolean" ? value : (edit?.refuse("must be true or false") ?? false);
}

function readConfirmation(confirmation: YamlValue): "strong" {
  if (confirmation.scalar() === "strong") return "strong";
  return confirmation.refuse("must be strong, or be left out");
}

function readGrace(grace: YamlValue): number {
  const text = grace.text();
  return grace.check((field) => requireGrace(field, parseDuration(field, text)));
}

/** Reads `deny` or `{ escalate: { group: leads, expires_in: 2h } }`. */
function readExpiry(expiry: YamlValue | undefined): ExpiryEffect {
  if (expiry === undefined) return { kind: "deny" };
  if (!expiry.isObject()) {
    return expiry.scalar() === "deny" ? { kind: "deny" } : expiry.refuse(neverAllowed);
  }
  const escalation = expiry.members(["escalate"]).get("escalate");
  const members = escalation.members(["group", "expires_in"]);
  return {
    kind: "escalate",
    group: readName(members.get("group")),
    expiresInSeconds: readTimeToLive(members.find("expires_in")),
  };
}

function readName(name: YamlValue): string {
  const text = name.text();
  return name.check((field) => requirePolicyName(field, text));
}

function readPeople(people: YamlValue): readonly string[] {
  const ids = people.items().map((person) => person.text());
  return people.check((field) => requirePeople(field, ids));
}
