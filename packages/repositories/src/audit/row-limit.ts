import { InvalidInputError } from "@handsfree/query";
import { shown } from "../validate.ts";

/** @throws {InvalidInputError} unless it is a number from 1; Infinity is no limit. */
export function requireRowLimit(limit: number): number {
  if (typeof limit === "number" && limit >= 1) return limit;
  throw new InvalidInputError("limit", `is ${shown(limit)}; give a number from 1`);
}
