import type { Token } from "../../sql/token.ts";
import type { TypeName } from "../statement/statement.ts";
import { isAsWide } from "./wider-type.ts";

/** Types whose sizes are a limit and no part of how a value is stored. */
const limited = new Set([
  "varchar",
  "varbit",
  "time",
  "timetz",
  "timestamp",
  "timestamptz",
  "interval",
]);
const alike = new Set([
  "varchar>text",
  "text>varchar",
  "cidr>inet",
  // In a session whose zone is UTC, as all of ours are.
  "timestamp>timestamptz",
  "timestamptz>timestamp",
]);

/** Whether PostgreSQL changes a column's type without writing the table anew. */
export function keepsStorage(to: TypeName, from: TypeName): boolean {
  if (to.array || from.array) return to.array === from.array && isSame(to, from);
  if (isSame(to, from)) return true;
  if (alike.has(`${from.name}>${to.name}`)) return to.sizes.length === 0;
  if (to.name !== from.name) return false;
  if (limited.has(to.name)) return isAsWide(to, from);
  const sameScale = to.sizes.length === 0 || to.sizes[1] === from.sizes[1];
  return to.name === "numeric" && sameScale && isAsWide(to, from);
}

/** Whether a USING only says in other words what the type says. */
export function isPlainCast(column: string, using: readonly Token[]): boolean {
  const [first, second] = using;
  return first?.text.toLowerCase() === column && (second === undefined || second.text === "::");
}

function isSame(to: TypeName, from: TypeName): boolean {
  return to.name === from.name && to.sizes.join() === from.sizes.join();
}
