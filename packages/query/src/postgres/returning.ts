/** Statements that write and return rows, whatever comments stand before them. */
const writesAndReturns =
  /^(?:\s|--[^\n]*\n|\/\*.*?\*\/)*(?:insert|update|delete|merge|with)\b.*\breturning\b/is;

/** Texts come from code, so there are few; a program that makes them up must not fill the memory. */
const remembered = 1000;
const seen = new Set<string>();

/**
 * Whether a statement could write, and then be refused for what it returns, such as two columns of one name:
 * the server has kept it by then, unless it is in a transaction.
 */
export function mayBeRefused(sql: string): boolean {
  return !seen.has(sql) && writesAndReturns.test(sql);
}

/** Its columns have names of their own, so the next time it need be in no transaction. */
export function remember(sql: string): void {
  if (seen.size >= remembered) seen.clear();
  seen.add(sql);
}
