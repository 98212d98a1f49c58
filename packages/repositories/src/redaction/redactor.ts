import { InvalidInputError } from "@handsfree/query";
import { distinctNames } from "../distinct-names.ts";
import "../exact-json.ts";
import { type MemberName, nameReader } from "./member-name.ts";
import { anyForm, redacted, replaceSecrets, type SecretPattern } from "./pattern.ts";
import { assignmentPatterns } from "./patterns/assignments.ts";
import { carrierPatterns } from "./patterns/carriers.ts";
import { cloudPatterns } from "./patterns/clouds.ts";
import { commandLinePatterns } from "./patterns/command-lines.ts";
import { hookPatterns } from "./patterns/hooks.ts";
import { prefixPatterns } from "./patterns/prefixes.ts";
import { servicePatterns } from "./patterns/services.ts";
import { type SecretName, secretNames, wordsOf } from "./secret-name.ts";
import { requireList, requireObject, requireString } from "../validate.ts";

/** Removes secrets from values before they are stored. A second redaction changes nothing. */
export interface Redactor {
  /** Replaces secrets in a text by `[redacted]`. */
  text(text: string): string;
  /**
   * Replaces secrets in a JSON value: members with a secret's name, and texts that look like a secret. A value without
   * secrets is returned as the same object.
   */
  json(value: unknown): unknown;
  /**
   * Whether an id, a key or a type contains a secret, and so is refused. It cannot be redacted, because it is compared
   * with other values. Default: whether `text` changes it.
   */
  readonly isSecret?: ((id: string) => boolean) | undefined;
}

/** Additional secrets. */
export interface RedactorOptions {
  /** Endings of names, in any naming style: `pin`, `session_id`, `licenseKey`. */
  readonly names?: readonly string[] | undefined;
  /** Patterns of secrets. The whole match is replaced, except its group named `before`. */
  readonly patterns?: readonly RegExp[] | undefined;
}

const knownPatterns: readonly SecretPattern[] = [
  ...carrierPatterns,
  ...servicePatterns,
  ...cloudPatterns,
  ...prefixPatterns,
  ...hookPatterns,
  ...commandLinePatterns,
  ...assignmentPatterns,
];

/** A replacement can reveal the beginning of the next secret. No accident joins more secrets than this. */
const maximumPasses = 10;

/**
 * Makes a redactor with the built-in names and patterns and the given ones. Pass it in the `Context` of the operations.
 *
 * @throws {InvalidInputError} for a name without a letter, and for a pattern that matches the empty text or
 *   `[redacted]`.
 */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const { names = [], patterns = [] } = requireObject("options", options);
  for (const name of requireList("names", names)) {
    if (wordsOf(requireString("names", name)) === "") {
      throw new InvalidInputError("names", "holds a name without a letter; give names of members");
    }
  }
  const own = requireList("patterns", patterns).map((pattern) => ({ form: usable(pattern) }));
  const all: readonly SecretPattern[] = [...knownPatterns, ...own];
  const isSecretName = secretNames(names);
  const mayHold = anyForm(all.map(({ form }) => form));
  const text = (value: string): string => (mayHold(value) ? redactAll(value, all) : value);
  const readName = nameReader(text, isSecretName);
  const certain = all.filter(({ isLoose = false }) => !isLoose);
  return {
    text,
    json: (value) => redactValue(value, { text, isSecretName, readName }),
    isSecret: (id) => mayHold(id) && redactAll(id, certain) !== id,
  };
}

function usable(pattern: RegExp): RegExp {
  if (!(pattern instanceof RegExp)) {
    throw new InvalidInputError(
      "patterns",
      "holds a value that is not a RegExp; give patterns of secrets",
    );
  }
  const form = new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, "")}g`);
  if ("".search(form) < 0 && redacted.search(form) < 0) return form;
  throw new InvalidInputError(
    "patterns",
    `holds a pattern that matches the empty text or ${redacted}; make it match secrets alone`,
  );
}

function redactAll(text: string, patterns: readonly SecretPattern[]): string {
  let result = text;
  for (let pass = 0; pass < maximumPasses; pass++) {
    const next = redactPass(result, patterns);
    if (next === result) break;
    result = next;
  }
  return result;
}

function redactPass(text: string, patterns: readonly SecretPattern[]): string {
  const hints = new Map<RegExp, boolean>();
  const isPossible = (hint: RegExp | undefined): boolean => {
    if (hint === undefined) return true;
    const known = hints.get(hint) ?? hint.test(text);
    hints.set(hint, known);
    return known;
  };
  return patterns.filter(({ hint }) => isPossible(hint)).reduce(replaceSecrets, text);
}

interface Redaction {
  readonly text: (value: string) => string;
  readonly isSecretName: SecretName;
  readonly readName: (name: string) => MemberName;
}

function redactValue(value: unknown, redaction: Redaction): unknown {
  if (typeof value === "string") return redaction.text(value);
  if (typeof value !== "object" || value === null) return value;
  if (JSON.isRawJSON(value)) return redactRaw(value, redaction.text);
  if (Array.isArray(value)) {
    const items = value.map((item) => redactValue(item, redaction));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value) as object)) return value;
  return redactMembers(value, redaction);
}

function redactMembers(holder: object, redaction: Redaction): object {
  const { isSecretName, readName } = redaction;
  const members = Object.entries(holder);
  const names = members.map(([name]) => readName(name));
  const next = members.map(([name, member], index): unknown =>
    names[index]?.isSecret === true || (name === "value" && isNamedSecret(holder, isSecretName))
      ? hidden(member)
      : redactValue(member, redaction),
  );
  const isUnchanged = members.every(
    ([name, member], index) => names[index]?.kept === name && next[index] === member,
  );
  if (isUnchanged) return holder;
  const kept = distinctNames(
    members.map(([name]) => name),
    (name) => readName(name).kept,
  );
  return Object.fromEntries(kept.map((name, index) => [name, next[index]]));
}

/** Whether a header or a variable in the form `{name, value}` has a secret's name. */
function isNamedSecret(holder: object, isSecret: SecretName): boolean {
  const { name, key } = holder as Record<string, unknown>;
  return [name, key].some((told) => typeof told === "string" && isSecret(told));
}

/** Null, an empty text and a boolean reveal nothing, so they are kept. */
function hidden(value: unknown): unknown {
  const tellsNothing = value === null || value === undefined || typeof value === "boolean";
  return tellsNothing || value === "" ? value : redacted;
}

/** A text without secrets keeps its spelling, and a number its digits. */
function redactRaw(value: { readonly rawJSON: string }, text: (value: string) => string): unknown {
  const parsed: unknown = JSON.parse(value.rawJSON);
  if (typeof parsed !== "string") return value;
  const result = text(parsed);
  return result === parsed ? value : result;
}
