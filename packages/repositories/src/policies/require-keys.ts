import { InvalidInputError } from "@handsfree/query";

/** @throws {InvalidInputError} for a member without a meaning: a part that is misspelt would not be applied. */
export function requireKeys(field: string, value: object, keys: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  throw new InvalidInputError(field, unknownKey(unknown, keys));
}

/** The problem of an unknown key. */
export function unknownKey(key: string, keys: readonly string[]): string {
  return `has the unknown key ${JSON.stringify(key.slice(0, 50))}; the keys are ${keys.join(", ")}`;
}
