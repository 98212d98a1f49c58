import { InvalidInputError } from "@handsfree/query";
import { distinctNames } from "../distinct-names.ts";
import "../exact-json.ts";
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

/** Takes secrets out of what is about to be stored. Doing it again changes nothing. */
export interface Redactor {
  /** The text with `[redacted]` where it held what looks like a secret. */
  text(text: string): string;
  /**
   * The JSON value with its secrets redacted: members that are named like one, and texts that look like one.
   * What holds none comes back as it is, the same object.
   */
  json(value: unknown): unknown;
  /**
   * Whether an id, a key or a type holds what must be a secret, so that it is refused: it cannot be redacted, since
   * others are compared with it. Default: whether `text` changes it.
   */
  readonly isSecret?: ((id: string) => boolean) | undefined;
}

/** What is a secret besides what is known to be one. */
export interface RedactorOptions {
  /** Endings of names, in any of the cases: `pin`, `session_id`, `licenseKey`. */
  readonly names?: readonly string[] | undefined;
  /** Forms of secrets. What they match is replaced, but for the group named `before`. */
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

/** One replacement can lay bare the next secret's beginning; more than this many glued together is no accident. */
const maximumPasses = 10;

/**
 * A redactor that knows the built-in names and patterns, and those of the caller. It goes into the
 * `Context` that the operations are given.
 *
 * @throws {InvalidInputError} for a name without a letter, and for a pattern that matches nothing at all or
 *   `[redacted]` itself.
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
  const certain = all.filter(({ isLoose = false }) => !isLoose);
  return {
    text,
    json: (value) => redactValue(value, isSecretName, text),
    isSecret: (id) => redactAll(id, certain) !== id,
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

function redactValue(
  value: unknown,
  isSecret: SecretName,
  text: (value: string) => string,
): unknown {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || value === null) return value;
  if (JSON.isRawJSON(value)) return redactRaw(value, text);
  const redact = (member: unknown): unknown => redactValue(member, isSecret, text);
  if (Array.isArray(value)) {
    const items = value.map(redact);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value) as object)) return value;
  const members = Object.entries(value);
  const names = distinctNames(Object.keys(value), text);
  const next = members.map(([name, member], index): [string, unknown] => [
    names[index] ?? name,
    isSecret(name) || (name === "value" && isNamedSecret(value, isSecret))
      ? hidden(member)
      : redact(member),
  ]);
  const changed = next.some(
    ([name, member], index) => name !== members[index]?.[0] || member !== members[index][1],
  );
  return changed ? Object.fromEntries(next) : value;
}

/** A member of a list of headers or variables, `{name, value}`, says in its name what its value is. */
function isNamedSecret(holder: object, isSecret: SecretName): boolean {
  const { name, key } = holder as Record<string, unknown>;
  return [name, key].some((told) => typeof told === "string" && isSecret(told));
}

/** That there is none, or whether there is one, is no secret. */
function hidden(value: unknown): unknown {
  const tellsNothing = value === null || value === undefined || typeof value === "boolean";
  return tellsNothing || value === "" ? value : redacted;
}

/** A text keeps its spelling, and a number its digits. */
function redactRaw(value: { readonly rawJSON: string }, text: (value: string) => string): unknown {
  const parsed: unknown = JSON.parse(value.rawJSON);
  if (typeof parsed !== "string") return value;
  const result = text(parsed);
  return result === parsed ? value : result;
}
