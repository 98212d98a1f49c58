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
}

/** The schema of a page of the items. Its name is that of the items with `Page` behind it. */
export function pageOf<Item>(item: NamedSchema<Item>): NamedSchema<PageJson<Item>> {
  return named(`${item.$id}Page`, {
    items: Type.Array(ref(item)),
    next_cursor: Nullable(Type.String({ description: "Null on the last page" })),
    prev_cursor: Nullable(Type.String({ description: "Null on the first page" })),
  }) as NamedSchema<PageJson<Item>>;
}

/** Renders each item of a page of the domain. */
export function renderPage<Item, Json>(
  page: {
    readonly items: readonly Item[];
    readonly nextCursor: string | null;
    readonly prevCursor: string | null;
  },
  render: (item: Item, exact: ExactText) => Json,
  exact: ExactText,
): PageJson<Json> {
  return {
    items: page.items.map((item) => render(item, exact)),
    next_cursor: page.nextCursor,
    prev_cursor: page.prevCursor,
  };
}
