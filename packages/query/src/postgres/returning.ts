/** Statements that write and return rows, with comments before them or without. */
const writesAndReturns =
  /^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(?:insert|update|delete|merge|with)\b.*\breturning\b/is;

/** Texts come from code, so there are few. A program that generates them must not fill the memory. */
const remembered = 1000;
const seen = new Set<string>();

/**
 * Whether a statement could write and then be refused for its result, such as two columns of one name. Outside
 * a transaction the server has kept it by then.
 */
export function mayBeRefused(sql: string): boolean {
  return !seen.has(sql) && writesAndReturns.test(sql);
}

/** Its columns have different names, so the next time it needs no transaction. */
export function remember(sql: string): void {
  if (seen.size >= remembered) seen.clear();
  seen.add(sql);
}
