import type { AskAsProposedEffect, AskEffect, DenyEffect } from "./effect.ts";

/**
 * What an asked action becomes when its time ends undecided. The type has no `allow`: silence is no consent.
 *
 * @returns a denial, or the question to the group that it escalates to, which is denied at its own expiry.
 */
export function afterExpiry(effect: AskEffect | AskAsProposedEffect): DenyEffect | AskEffect {
  if (effect.whom === "as_proposed" || effect.onExpiry.kind === "deny") {
    return { kind: "deny", reason: "nobody decided it in time" };
  }
  const { group, expiresInSeconds } = effect.onExpiry;
  return { ...effect, whom: { group }, expiresInSeconds, onExpiry: { kind: "deny" } };
}
