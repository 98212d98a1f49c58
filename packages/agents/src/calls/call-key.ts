import { createHash } from "node:crypto";
import type { ToolCall } from "./tool-call.ts";

/**
 * The idempotency key of a call: the same for the same type and arguments of a scope, in any order of members. A
 * digest, since keys are shown and arguments can hold secrets.
 */
export function keyOfCall({ scope, actionType, arguments: given }: ToolCall): string {
  const text = JSON.stringify([scope, actionType, sortMembers(given)]);
  return `call:${createHash("sha256").update(text).digest("base64url")}`;
}

/** The same value with the members of objects in one order. */
export function sortMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortMembers);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Without a prototype, so that a member named __proto__ is one.
  const sorted = Object.create(null) as Record<string, unknown>;
  for (const [name, member] of members) sorted[name] = sortMembers(member);
  return sorted;
}
