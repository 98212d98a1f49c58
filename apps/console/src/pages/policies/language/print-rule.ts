import type { AskingEffect, Rule, RuleEffect } from "./rule.ts";

/**
 * Prints a rule as an item of the list of policies, in the form in which the server prints it.
 *
 * @param indent the spaces before its dash.
 */
export function printRule(rule: Rule, indent: string): string {
  const { name, types, services, repositories, where, effect } = rule;
  const parts = Object.entries({ types, services, repositories })
    .filter(([, texts]) => texts.length > 0)
    .map(([part, texts]) => `${indent}    ${part}: ${printList(texts)}`);
  if (where.length > 0) {
    const conditions = where.map(
      ({ at, comparison, value }) =>
        `${indent}      - { at: ${printText(at)}, ${comparison}: ${comparison === "one_of" ? `[${value}]` : value} }`,
    );
    parts.push(`${indent}    where:`, ...conditions);
  }
  return [
    `${indent}- name: ${printText(name)}`,
    parts.length === 0 ? `${indent}  match: {}` : `${indent}  match:`,
    ...parts,
    `${indent}  ${printEffect(effect)}`,
  ].join("\n");
}

function printEffect(effect: RuleEffect): string {
  switch (effect.kind) {
    case "allow":
      return effect.grace === "" ? "allow: true" : `allow: { grace: ${printText(effect.grace)} }`;
    case "deny":
      return `deny: ${printText(effect.reason)}`;
    case "as_proposed":
      return "ask: as_proposed";
    default:
      return `ask: { ${printAsk(effect).join(", ")} }`;
  }
}

function printAsk(effect: AskingEffect): readonly string[] {
  const { group, approvers, approvals, expiresIn, edit, escalateTo, escalationExpiresIn } = effect;
  return [
    group === undefined ? `approvers: ${printList(approvers)}` : `group: ${printText(group)}`,
    `approvals: ${approvals}`,
    ...(expiresIn === "" ? [] : [`expires_in: ${printText(expiresIn)}`]),
    `edit: ${edit}`,
    escalateTo === undefined
      ? "on_expiry: deny"
      : `on_expiry: { escalate: { group: ${printText(escalateTo)}${
          escalationExpiresIn === "" ? "" : `, expires_in: ${printText(escalationExpiresIn)}`
        } } }`,
    ...(effect.isStrong ? ["confirmation: strong"] : []),
    ...(effect.grace === "" ? [] : [`grace: ${printText(effect.grace)}`]),
  ];
}

function printList(texts: readonly string[]): string {
  return `[${texts.map(printText).join(", ")}]`;
}

/** A text as the text form writes it: in quotes, unless every parser of YAML reads it as the same text without. */
export function printText(text: string): string {
  const isPlain =
    /^(?:[A-Za-z/]|\d+(?:s|m|h|d)$)[\w./-]*(?: [\w./-]+)*$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off|y|n|e[-+]?\d+)$/i.test(text);
  return isPlain ? text : JSON.stringify(text).replaceAll(invisible, escapeCharacter);
}

const invisible = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/** YAML has an escape of its own for characters beyond U+FFFF. */
function escapeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4
    ? String.raw`\U${code.padStart(8, "0")}`
    : String.raw`\u${code.padStart(4, "0")}`;
}
