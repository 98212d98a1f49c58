import { HandsFreeError } from "@handsfree/query";

/** Whether a statement failed because a row has the same unique key. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof HandsFreeError && error.code === "duplicate_key";
}
