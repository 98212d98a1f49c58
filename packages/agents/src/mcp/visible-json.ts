/**
 * JSON for a model or a person to read: characters that do not show, or turn directions, are written as escapes, so that
 * no text hides another one.
 */
export function visibleJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (found) =>
    Array.from({ length: found.length }, (_, at) => escapeOf(found.charCodeAt(at))).join(""),
  );
}

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** The beginning of a text, of at most so many UTF-16 code units, and an ellipsis if it is not all. */
export function beginningOf(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
}
