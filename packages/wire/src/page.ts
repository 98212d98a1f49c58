import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import type { ExactText } from "./render.ts";
import { Nullable } from "./values.ts";

/** A page of a list. */
export interface PageJson<Item> {
  items: Item[];
  /** The `cursor` of the request for the next page; null on the last page. */
  next_cursor: string | null;
  /** The same for the page before; null on the first page. */
  prev_cursor: string | null;
  /**
   * The time up to which a search has looked, if the page ended there before it was full. It can be empty then, and the
   * cursor goes on.
   */
  searched_to?: string;
}

/** The schema of a page of the items. Its name is that of the items with `Page` behind it. */
export function pageOf<Item>(item: NamedSchema<Item>): NamedSchema<PageJson<Item>> {
  return named(`${item.$id}Page`, {
    items: Type.Array(ref(item)),
    next_cursor: Nullable(Type.String({ description: "Null on the last page" })),
    prev_cursor: Nullable(Type.String({ description: "Null on the first page" })),
  }) as NamedSchema<PageJson<Item>>;
}

/** The schema of a page of a list that can be searched. */
export function searchedPageOf<Item>(item: NamedSchema<Item>): NamedSchema<PageJson<Item>> {
  const page = pageOf(item);
  return named(page.$id, {
    ...page.properties,
    searched_to: Type.Optional(
      Type.String({
        format: "date-time",
        description:
          "The time up to which the search has looked, if the page ended there before it was full. It can be empty; next_cursor goes on",
      }),
    ),
  }) as unknown as NamedSchema<PageJson<Item>>;
}

/** Renders each item of a page of the domain. */
export function renderPage<Item, Json>(
  page: {
    readonly items: readonly Item[];
    readonly nextCursor: string | null;
    readonly prevCursor: string | null;
    readonly searchedTo?: Date;
  },
  render: (item: Item, exact: ExactText) => Json,
  exact: ExactText,
): PageJson<Json> {
  return {
    items: page.items.map((item) => render(item, exact)),
    next_cursor: page.nextCursor,
    prev_cursor: page.prevCursor,
    ...(page.searchedTo && { searched_to: page.searchedTo.toISOString() }),
  };
}
