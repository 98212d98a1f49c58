/** Statements that write and return rows, perhaps after comments. */
const writesAndReturns =
  /^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(?:insert|update|delete|merge|with)\b.*\breturning\b/is;

/** Texts come from code, so there are few. The limit is for programs that generate them. */
const remembered = 1000;
const seen = new Set<string>();

/**
 * Whether a statement may write and then be refused for its result, such as two columns with one name. Outside a
 * transaction the server would have kept the write by then.
 */
export function mayBeRefused(sql: string): boolean {
  return !seen.has(sql) && writesAndReturns.test(sql);
}

/** Remembers that the columns of a statement have different names, so that it needs no transaction next time. */
export function remember(sql: string): void {
  if (seen.size >= remembered) seen.clear();
  seen.add(sql);
}
