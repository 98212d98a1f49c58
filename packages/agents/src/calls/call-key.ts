import { createHash } from "node:crypto";
import { parseExactly } from "./parse-exactly.ts";
import type { ToolCall } from "./tool-call.ts";

/**
 * The idempotency key of a call: the same for the same type and arguments of a scope, in any order of members. A
 * call with an id has a key of its own.
 *
 * It is a digest, since keys are shown and arguments can hold secrets. It is in hexadecimal digits, since the server
 * refuses names that look like a token, and base64 can begin like one.
 *
 * @throws {TypeError} for arguments that JSON cannot hold.
 */
export function keyOfCall({ scope, actionType, arguments: given, callId }: ToolCall): string {
  const asked = [scope, actionType, sortMembers(asSent(given)), ...(callId ? [callId] : [])];
  return `call:${createHash("sha256").update(JSON.stringify(asked)).digest("hex")}`;
}

/** The arguments as the server reads them: a date, for example, is a text. */
function asSent(given: unknown): unknown {
  const text = JSON.stringify(given) as string | undefined;
  // With all digits of numbers, so that calls that differ in the last ones are two.
  if (text !== undefined) return parseExactly(text);
  throw new TypeError(`the arguments of a call must be a JSON value, got ${typeof given}`);
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
