import Type, { type Static, type TSchema, type TString, type TUnsafe } from "typebox";

/** A UUID as text. */
export const Uuid: TString = Type.String({ format: "uuid" });
/** An RFC 3339 time in UTC, as `Date.toISOString` writes it. */
export const Time: TString = Type.String({
  format: "date-time",
  description: "RFC 3339, UTC",
});

/** A value that may be null. */
export function Nullable<T extends TSchema>(schema: T): TUnsafe<Static<T> | null> {
  return Type.Unsafe(Type.Union([schema, Type.Null()]));
}

/** One of the words. */
export function OneOf<Word extends string>(
  words: readonly Word[],
  options: { readonly description?: string; readonly default?: Word } = {},
): TUnsafe<Word> {
  return Type.Unsafe({ type: "string", enum: words, ...options });
}
