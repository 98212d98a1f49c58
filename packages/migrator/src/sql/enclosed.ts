/** A token with an opening and a closing delimiter. */
export interface Enclosed {
  readonly kind: "comment" | "quoted-name" | "string";
  /** The offset after its last character; undefined when it is never closed. */
  readonly end: number | undefined;
  /** The missing delimiter, for an error message. */
  readonly closedBy: string;
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y;
const prefix = /(?:[bnx]|u&|(?<escapes>e))?'|(?:u&)?"/iy;
/**
 * Two strings are one when only space with a line end, or line comments, stand between them. In an E'…' string,
 * backslashes escape in the second part too, though it has no E.
 */
const continuation = /(?:[ \t\f\v]|--[^\n\r]*(?=[\n\r]))*[\n\r](?:\s|--[^\n\r]*(?=[\n\r]))*'/y;

/**
 * Reads a block comment, a string or a quoted name at the offset. Both engines use PostgreSQL's lexer: comments
 * nest, and a backslash escapes only in E'…'.
 *
 * @returns undefined when none of them begins there.
 */
export function readEnclosed(sql: string, start: number): Enclosed | undefined {
  if (sql.startsWith("/*", start)) {
    return { kind: "comment", end: endOfBlockComment(sql, start), closedBy: "*/" };
  }
  const tag = matchAt(dollarTag, sql, start)?.[0];
  if (tag !== undefined) {
    const close = sql.indexOf(tag, start + tag.length);
    return { kind: "string", end: close < 0 ? undefined : close + tag.length, closedBy: tag };
  }
  const opened = matchAt(prefix, sql, start);
  if (opened === undefined) return undefined;
  const content = start + opened[0].length;
  if (opened[0].endsWith('"')) {
    return { kind: "quoted-name", end: endOfQuotes(sql, content, /""|"/g), closedBy: '"' };
  }
  const end =
    opened.groups?.escapes === undefined
      ? endOfQuotes(sql, content, /''|'/g)
      : endOfEscapeString(sql, content);
  return { kind: "string", end, closedBy: "'" };
}

function endOfBlockComment(sql: string, start: number): number | undefined {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let match = edge.exec(sql); match !== null; match = edge.exec(sql)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return undefined;
}

/** @param stop matches the closing quote, and escapes that contain one. */
function endOfQuotes(sql: string, from: number, stop: RegExp): number | undefined {
  stop.lastIndex = from;
  for (let match = stop.exec(sql); match !== null; match = stop.exec(sql)) {
    if (match[0].length === 1) return stop.lastIndex;
  }
  return undefined;
}

function endOfEscapeString(sql: string, from: number): number | undefined {
  let end = endOfQuotes(sql, from, /\\[^]|''|'/g);
  for (;;) {
    const next = end === undefined ? undefined : matchAt(continuation, sql, end);
    if (next === undefined) return end;
    end = endOfQuotes(sql, next.index + next[0].length, /\\[^]|''|'/g);
  }
}

/** The match of a sticky pattern at an offset. */
export function matchAt(
  pattern: RegExp,
  text: string,
  offset: number,
): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}
