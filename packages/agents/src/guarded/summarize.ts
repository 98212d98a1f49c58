/** Longer summaries are no question that a person can hear. */
const longest = 500;

/** The question about a call whose tool has none of its own: its name, and the names and values of its arguments. */
export function summarize(name: string, given: unknown): string {
  const members =
    typeof given === "object" && given !== null && !Array.isArray(given)
      ? Object.entries(given).map(([member, value]) => `${member} ${textOf(value)}`)
      : [textOf(given)];
  const text = members.length === 0 ? `Call ${name}` : `Call ${name} with ${members.join(", ")}`;
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut.toWellFormed();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
