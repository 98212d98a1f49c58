/** The longest texts of a notice, in UTF-16 code units. */
export const noticeLimits = {
  /** The title of a pull request or an issue, or the first line of a commit. GitHub's own limit of titles is 256. */
  title: 256,
  /** A URL. */
  url: 1_000,
  /** The people whom one delivery concerns. GitHub notifies no more of one comment. */
  people: 50,
} as const;

/** The value at a path of a parsed body; undefined if there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) {
      return undefined;
    }
    found = (found as Readonly<Record<string | number, unknown>>)[name];
  }
  return found;
}

/** A text that is not empty; undefined for another value. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const text = at(value, ...path);
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** A whole number from 1 that is exact; undefined for another value. */
export function numberAt(
  value: unknown,
  ...path: readonly (string | number)[]
): number | undefined {
  const number = at(value, ...path);
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0
    ? number
    : undefined;
}

/** The items of a list; none for another value. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** A time; undefined for another value. */
export function timeAt(value: unknown, ...path: readonly (string | number)[]): Date | undefined {
  const text = textAt(value, ...path);
  const time = text === undefined ? undefined : new Date(text);
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
}

/** The first line of a text, cut to the length of a title; null for none. */
export function titleOf(text: string | undefined): string | null {
  const line = text
    ?.split(/[\r\n]/, 1)[0]
    ?.replaceAll("\0", "")
    .trim();
  if (line === undefined || line === "") return null;
  if (line.length <= noticeLimits.title) return line.toWellFormed();
  return `${line.slice(0, noticeLimits.title - 1).toWellFormed()}…`;
}

/** An address of the web, of which a page can make a link; null for any other text. */
export function urlOf(text: string | undefined): string | null {
  if (text === undefined || text.length > noticeLimits.url || !text.isWellFormed()) return null;
  const url = URL.parse(text);
  const isOfWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return isOfWeb && url.username === "" && url.password === "" ? url.href : null;
}
