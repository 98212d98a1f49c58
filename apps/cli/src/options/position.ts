import { InvalidInputError } from "@handsfree/query";

/** The place in the feed that `--after` names. @throws {InvalidInputError} for another text. */
export function toPosition(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidInputError("after", "is no id of an event; give a whole number such as 0");
}
