import { sha256 } from "../contenders/rows/sha256.ts";

/** A UUID that a statement can compute from a text as well: `SqlDialect.hashedId`. */
export function hashedId(text: string): string {
  const hash = sha256(text);
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(12, 15)}`];
  return [...parts, `8${hash.slice(15, 18)}`, hash.slice(18, 30)].join("-");
}
