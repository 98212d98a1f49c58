import { InvalidInputError } from "@handsfree/query";

/** @returns the parser of an option that takes `true` or `false`. */
export function booleanFor(field: string): (text: string) => boolean {
  return (text) => {
    if (text === "true") return true;
    if (text === "false") return false;
    throw new InvalidInputError(field, "is neither true nor false");
  };
}
