import { redacted, secretPatterns } from "./secrets.ts";

/** Names whose values are secrets whatever they look like. */
const secretName =
  /^(?:.*[_-])?(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|authorization|cookie|set-cookie|credentials?)$/i;

/** The text with `[redacted]` where it held something that looks like a secret. */
export function redactText(text: string): string {
  return secretPatterns.reduce(
    (result, pattern) => result.replace(pattern, (...match) => `${before(match)}${redacted}`),
    text,
  );
}

/** The JSON value with its secrets redacted: values of members that are named like one, and texts that look like one. */
export function redactJson(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (JSON.isRawJSON(value)) return redactRaw(value);
  if (Array.isArray(value)) return value.map(redactJson);
  if (typeof value !== "object" || value === null) return value;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value) as object)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      redactText(name),
      secretName.test(name) && member !== null ? redacted : redactJson(member),
    ]),
  );
}

function redactRaw(value: { readonly rawJSON: string }): unknown {
  const parsed: unknown = JSON.parse(value.rawJSON);
  if (typeof parsed !== "string") return value;
  const text = redactText(parsed);
  return text === parsed ? value : text;
}

function before(match: readonly unknown[]): string {
  const groups = match.at(-1);
  return typeof groups === "object" && groups !== null
    ? ((groups as Record<string, string | undefined>)["before"] ?? "")
    : "";
}
