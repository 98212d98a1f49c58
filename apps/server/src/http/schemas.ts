import { defaultPageSize, maximumPageSize, type Page } from "@handsfree/query";
import Type, { type TObject, type TProperties, type TSchema } from "typebox";

export const Uuid = Type.String({ format: "uuid" });
export const Time = Type.String({ format: "date-time", description: "RFC 3339, UTC" });

/** A value that may be null. */
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One of the vocabulary's words. */
export const OneOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number]>({ type: "string", enum: words });

/** Who calls. Until callers are authenticated, whoever reaches the server is believed. */
export const CallerHeaders = Type.Object({
  "x-user-id": Type.String({ format: "uuid", description: "UUID of the user who calls" }),
});

/** For routes that take no parameters in the query. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

export const IdParameters = Type.Object({ id: Uuid });

/** A list's query: its own filters, and what every list takes. */
export const listQuery = <Filters extends TProperties>(filters: Filters) =>
  Type.Object(
    {
      ...filters,
      since: Type.Optional(Type.String({ format: "date-time", description: "This time or later" })),
      until: Type.Optional(Type.String({ format: "date-time", description: "Before this time" })),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: maximumPageSize,
          description: `Default ${defaultPageSize}`,
        }),
      ),
      cursor: Type.Optional(Type.String({ description: "next_cursor of the page before" })),
    },
    { additionalProperties: false },
  );

/** A page of items, newest first. */
export const pageOf = <Item extends TObject>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next_cursor: Nullable(Type.String({ description: "Null on the last page" })),
  });

interface ListQuery {
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** What a list's query says about the page, as the repositories take it. */
export function toPageRequest({ since, until, limit, cursor }: ListQuery) {
  return {
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
    limit,
    cursor,
  };
}

export function renderPage<Item, Rendered>(page: Page<Item>, render: (item: Item) => Rendered) {
  return { items: page.items.map(render), next_cursor: page.nextCursor };
}
