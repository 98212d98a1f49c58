import { InvalidInputError } from "@handsfree/query";
import { invisible } from "../../escape-invisible.ts";
import { checkEffect } from "../check-effect.ts";
import { checkPolicies } from "../check-policies.ts";
import type { PayloadCondition, PolicyValue } from "../condition.ts";
import type { AskEffect, ExpiryEffect, Grace, PolicyEffect } from "../effect.ts";
import { policyLimits } from "../limits.ts";
import type { Policy, PolicyMatch } from "../policy.ts";
import { printDuration } from "./duration.ts";
import { needsQuotes } from "./plain-scalar.ts";

/**
 * Prints policies in the text form of `parsePolicies`, which reads the same policies from it.
 *
 * @throws {InvalidInputError} for invalid policies, and if the text has more than 256 KiB.
 */
export function printPolicies(policies: readonly Policy[]): string {
  const printed = checkPolicies("policies", policies).map(printPolicy);
  const list = printed.length === 0 ? " []\n" : `\n${printed.join("")}`;
  const text = `version: 1\npolicies:${list}`;
  const bytes = Buffer.byteLength(text);
  if (bytes <= policyLimits.textBytes) return text;
  throw new InvalidInputError(
    "policies",
    `have ${bytes} bytes as a text; give at most ${policyLimits.textBytes}`,
  );
}

function printPolicy({ name, match, effect }: Policy): string {
  return [
    `  - name: ${printText(name)}\n`,
    `    match:${printMatch(match)}`,
    `    ${printChecked(effect)}\n`,
  ].join("");
}

function printMatch({ types, services, repositories, where }: PolicyMatch): string {
  const parts = Object.entries({ types, services, repositories }).flatMap(([part, texts]) =>
    texts === undefined ? [] : [`      ${part}: ${printList(texts.map(printText))}\n`],
  );
  if (where) parts.push("      where:\n", ...where.map(printCondition));
  return parts.length === 0 ? " {}\n" : `\n${parts.join("")}`;
}

function printCondition({ at, comparison, value }: PayloadCondition): string {
  const printed = Array.isArray(value)
    ? printList((value as readonly PolicyValue[]).map(printValue))
    : printValue(value as PolicyValue);
  return `        - ${printMembers({ at: printText(at), [comparison]: printed })}\n`;
}

/**
 * Prints an effect as the text form has it, in one line: `deny: not on Fridays`.
 *
 * @throws {InvalidInputError} for an invalid effect.
 */
export function printEffect(effect: PolicyEffect): string {
  return printChecked(checkEffect(effect));
}

function printChecked(effect: PolicyEffect): string {
  if (effect.kind === "allow") {
    const grace = printGrace(effect);
    return `allow: ${grace.grace === undefined ? "true" : printMembers(grace)}`;
  }
  if (effect.kind === "deny") return `deny: ${printText(effect.reason)}`;
  return `ask: ${effect.whom === "as_proposed" ? effect.whom : printAsk(effect)}`;
}

function printAsk({
  whom,
  approvals,
  expiresInSeconds,
  edit,
  onExpiry,
  confirmation,
  graceSeconds,
}: AskEffect): string {
  const asked =
    "group" in whom
      ? { group: printText(whom.group) }
      : { approvers: printList(whom.approvers.map(printText)) };
  return printMembers({
    ...asked,
    approvals: String(approvals),
    expires_in: printDuration(expiresInSeconds),
    edit: String(edit),
    on_expiry: printExpiry(onExpiry),
    ...(confirmation !== undefined && { confirmation }),
    ...printGrace({ graceSeconds }),
  });
}

function printGrace({ graceSeconds }: Grace): { readonly grace?: string } {
  return graceSeconds === undefined ? {} : { grace: printDuration(graceSeconds) };
}

function printExpiry(effect: ExpiryEffect): string {
  if (effect.kind === "deny") return "deny";
  const escalation = {
    group: printText(effect.group),
    expires_in: printDuration(effect.expiresInSeconds),
  };
  return printMembers({ escalate: printMembers(escalation) });
}

function printMembers(members: { readonly [name: string]: string }): string {
  const printed = Object.entries(members).map(([name, value]) => `${name}: ${value}`);
  return `{ ${printed.join(", ")} }`;
}

function printList(items: readonly string[]): string {
  return `[${items.join(", ")}]`;
}

function printValue(value: PolicyValue): string {
  return typeof value === "string" ? printText(value) : JSON.stringify(value);
}

/** YAML reads a JSON text in quotes as JSON does. Invisible characters are escaped, since people review the text. */
function printText(text: string): string {
  return needsQuotes(text) ? JSON.stringify(text).replaceAll(invisible, escapeCharacter) : text;
}

/** YAML has an escape of its own for characters beyond U+FFFF, and does not know surrogate pairs. */
function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4
    ? String.raw`\U${code.padStart(8, "0")}`
    : String.raw`\u${code.padStart(4, "0")}`;
}
