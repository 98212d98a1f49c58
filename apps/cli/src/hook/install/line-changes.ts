/** How many unchanged lines are shown around the changed ones. */
const context = 3;

/** The differences of one text from another, as lines with `-`, `+` or a space before them; empty if nothing does. */
export function lineChanges(before: string, after: string): string {
  if (before === after) return "";
  const [old, next] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, next.length);
  let start = 0;
  while (start < most && old[start] === next[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === next.at(-1 - end)) end += 1;
  const marked = (mark: string, lines: readonly string[]): string[] =>
    lines.map((line) => `${mark} ${line}`.trimEnd());
  return [
    ...marked(" ", old.slice(Math.max(0, start - context), start)),
    ...marked("-", old.slice(start, old.length - end)),
    ...marked("+", next.slice(start, next.length - end)),
    ...marked(" ", old.slice(old.length - end, old.length - end + context)),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
