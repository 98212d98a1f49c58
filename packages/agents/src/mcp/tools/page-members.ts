import Type, { type TInteger, type TOptional, type TString, type TUnsafe } from "typebox";

/** The arguments of all lists. */
export const pageMembers: {
  readonly since: TOptional<TString>;
  readonly until: TOptional<TString>;
  readonly limit: TOptional<TInteger>;
  readonly cursor: TOptional<TString>;
} = {
  since: Type.Optional(
    Type.String({ description: "Not before this RFC 3339 time, such as 2026-03-01T00:00:00Z" }),
  ),
  until: Type.Optional(Type.String({ description: "Before this RFC 3339 time" })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
  cursor: Type.Optional(
    Type.String({ description: "next_cursor of the page before, with the same other members" }),
  ),
};

/** The members that all lists answer besides their items. */
export const nextCursor: { readonly next_cursor: TUnsafe<string | null> } = {
  next_cursor: Type.Unsafe<string | null>({
    type: ["string", "null"],
    description: "Leads to the next page; null on the last one",
  }),
};
