import type { CallParams } from "./messages.ts";

/** How many arguments a summary has, and how long their names and values are, in characters. */
const [mostArguments, longestText] = [6, 80];

/** Names of arguments whose values are not said. The server also redacts secrets by their form. */
const secretName = /auth|cookie|credential|key|pass|private|secret|session|token/i;

/**
 * The question in words that a person can hear. It is the same for the same arguments in any order, as the key of the
 * question is.
 */
export function summarizeCall(
  name: string,
  { name: tool, arguments: given = {} }: CallParams,
): string {
  const members = Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const said = members
    .slice(0, mostArguments)
    .map(([member, value]) => `${shorten(member)} ${sayValue(member, value)}`);
  if (members.length > mostArguments) said.push(`${members.length - mostArguments} more arguments`);
  const withArguments = said.length === 0 ? "" : ` with ${said.join(", ")}`;
  return `Run ${shorten(tool)} of ${name}${withArguments}`;
}

function sayValue(member: string, value: unknown): string {
  if (secretName.test(member)) return "(not said)";
  if (typeof value === "string") return shorten(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (JSON.isRawJSON(value)) return shorten(value.rawJSON);
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= longestText) return line;
  return `${line
    .slice(0, longestText)
    .toWellFormed()
    .replace(/\uFFFD$/, "")}…`;
}
