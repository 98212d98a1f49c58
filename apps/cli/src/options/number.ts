import { InvalidInputError } from "@handsfree/query";

/** Makes the parser of an option whose value is a whole number. The repository knows its range. */
export function wholeFor(field: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,16}$/.test(text)) return Number(text);
    throw new InvalidInputError(field, "is not a number; give a whole number");
  };
}
