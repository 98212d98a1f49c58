import type { PageJson } from "@handsfree/wire";
import type { AnyRequest, Requester } from "./requester.ts";

/** A list of the server. `for await` reads all its items, page by page, and keeps one page in memory. */
export interface Pages<Item> extends AsyncIterable<Item> {
  /** The page at the `cursor` of the query, or the first one. `next_cursor` leads to the next one. */
  page(): Promise<PageJson<Item>>;
}

/** Reads the list that a route answers. */
export function pagesOf<Item>(
  requester: Requester,
  route: string,
  request: AnyRequest = {},
): Pages<Item> {
  const read = async (query: AnyRequest["query"]): Promise<PageJson<Item>> =>
    (await requester.call(route, { ...request, query })) as PageJson<Item>;
  return {
    page: () => read(request.query),
    async *[Symbol.asyncIterator]() {
      let page = await read(request.query);
      yield* page.items;
      while (page.next_cursor !== null) {
        page = await read({ ...request.query, cursor: page.next_cursor });
        yield* page.items;
      }
    },
  };
}
