/** A token that ends where what opened it is closed. */
export interface Enclosed {
  readonly kind: "comment" | "quoted-name" | "string";
  /** Behind its last character; undefined where it is never closed. */
  readonly end: number | undefined;
  /** For the message of one that is never closed. */
  readonly closedBy: string;
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y;
const prefix = /(?:[bnx]|u&|(?<escapes>e))?'|(?:u&)?"/iy;
/**
 * Strings with a line's end and nothing else but space and line comments between them are one. Of an
 * E'…' the second part takes backslashes, too, though it has no E.
 */
const continuation = /(?:[ \t\f\v]|--[^\n\r]*(?=[\n\r]))*[\n\r](?:\s|--[^\n\r]*(?=[\n\r]))*'/y;

/**
 * Reads what begins at the offset as a block comment, a string or a quoted name. Both engines have
 * PostgreSQL's lexer: comments nest, and a backslash escapes in E'…' alone.
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

/** @param stop matches the closing quote, and before it what only looks like one. */
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

/** What a sticky pattern matches at an offset. */
export function matchAt(
  pattern: RegExp,
  text: string,
  offset: number,
): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}
