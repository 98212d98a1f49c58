import { InvalidInputError } from "@handsfree/query";
import { checkEffect } from "./check-effect.ts";
import type { AskAsProposedEffect, AskEffect, DenyEffect } from "./effect.ts";

/**
 * The state of an asked action when its time ends undecided. The type has no `allow`: silence is no consent.
 *
 * @returns a denial, or the question to the group that it escalates to, which is denied at its own expiry.
 * @throws {InvalidInputError} naming the field.
 */
export function afterExpiry(effect: AskEffect | AskAsProposedEffect): DenyEffect | AskEffect {
  const ask = checkEffect(effect);
  if (ask.kind !== "ask") throw new InvalidInputError("kind", "must be ask, which alone expires");
  if (ask.whom === "as_proposed" || ask.onExpiry.kind === "deny") {
    return { kind: "deny", reason: "it was not decided in time" };
  }
  const { group, expiresInSeconds } = ask.onExpiry;
  return { ...ask, whom: { group }, expiresInSeconds, onExpiry: { kind: "deny" } };
}
