/** The text without what is in quotes and without numbers, which can be of a row. */
export function maskValues(text: string): string {
  return text
    .replace(/(["'])[^]*\1/, "$1…$1")
    .replace(/(?<=with value ).*?(?= can't )/, "…")
    .replaceAll(/(?<![\w…])[-+]?\d[\d.,:eE+-]*(?![a-zA-Z])/g, "…");
}
