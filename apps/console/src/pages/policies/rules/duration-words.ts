const units: Readonly<Record<string, string>> = {
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
};

/** A duration of a text of policies in words: `4h` as `4 hours`. Another text stays as it is. */
export function durationWords(text: string): string {
  const [, count = "", letter = ""] = /^(\d+)(s|m|h|d)$/.exec(text) ?? [];
  const unit = units[letter];
  if (unit === undefined) return text;
  return `${count} ${unit}${count === "1" ? "" : "s"}`;
}
