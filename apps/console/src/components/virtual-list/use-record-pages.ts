import type { PageJson } from "@handsfree/wire";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { onChanges } from "../../live/changes.ts";

/** How many pages are kept. Those far away are dropped, and read again when they come near. */
const mostPages = 12;

/** A record of a list. */
export interface ListedRecord {
  readonly id: string;
}

/** A list of the API, newest first, with cursors both ways. */
export interface RecordList<Item extends ListedRecord> {
  /** The kind of the records in events, such as `webhook_event`. */
  readonly kind: string;
  /** The filter. Another one is another list. */
  readonly filter: unknown;
  /** Reads a page. @param cursor undefined for the newest records. */
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<PageJson<Item>>;
  /** The types of events after which a new record may be on top. */
  readonly newTypes: readonly string[];
}

type Pages<Item> = InfiniteData<PageJson<Item>, string | undefined>;

/** The records of a list as far as they are kept, and what a reader can do with it. */
export interface RecordPages<Item extends ListedRecord> {
  readonly items: readonly Item[];
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly readNext: () => void;
  readonly readPrevious: () => void;
  /** How many records have come since the list was read from its top. */
  readonly newCount: number;
  /** Reads the list from its top. */
  readonly restart: () => void;
  /** Reads the pages of these records again, in place, if one of the changed records is among them. */
  readonly refresh: (visible: ReadonlySet<string>, changed: ReadonlySet<string>) => void;
}

/** Reads a list page by page. What changes is changed in place, and what is new is counted and not shown. */
export function useRecordPages<Item extends ListedRecord>({
  kind,
  filter,
  read,
  newTypes,
}: RecordList<Item>): RecordPages<Item> {
  const queryClient = useQueryClient();
  // Not beginning with the kind: the live stream would read all pages again at each change.
  const filterText = JSON.stringify(filter);
  // A filter with the same members is the same filter.
  // oxlint-disable-next-line react/exhaustive-deps
  const queryKey = useMemo(() => ["pages", kind, filter], [kind, filterText]);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: cursor }) => cursor ?? undefined,
    getPreviousPageParam: ({ prev_cursor: cursor }) => cursor ?? undefined,
    maxPages: mostPages,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const [newCount, setNewCount] = useState(0);
  useEffect(() => {
    setNewCount(0);
    return onChanges(({ changes }) => {
      const added = changes.filter(({ type }) => newTypes.includes(type)).length;
      if (added > 0) setNewCount((count) => count + added);
    });
    // The types belong to the kind.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [queryKey]);

  const { fetchNextPage, fetchPreviousPage } = query;
  return {
    items,
    error: query.error,
    isPending: query.isPending,
    isFetching: query.isFetching,
    hasNext: query.hasNextPage,
    hasPrevious: query.hasPreviousPage,
    readNext: () => void (query.isFetching || fetchNextPage()),
    readPrevious: () => void (query.isFetching || fetchPreviousPage()),
    newCount,
    restart: () => {
      setNewCount(0);
      void queryClient.resetQueries({ queryKey });
    },
    refresh: (visible, changed) => {
      const data = queryClient.getQueryData<Pages<Item>>(queryKey);
      for (const [index, page] of data?.pages.entries() ?? []) {
        const isConcerned = page.items.some(({ id }) => visible.has(id) && changed.has(id));
        if (!isConcerned) continue;
        const cursor = data?.pageParams[index];
        void read(cursor, new AbortController().signal).then(
          (now) => queryClient.setQueryData<Pages<Item>>(queryKey, (old) => replaceItems(old, now)),
          // The connection says by itself that what is shown is out of date.
          () => undefined,
        );
      }
    },
  };
}

/** Puts records in the place of their earlier forms. Others stay, so that nothing moves. */
function replaceItems<Item extends ListedRecord>(
  data: Pages<Item> | undefined,
  { items }: PageJson<Item>,
): Pages<Item> | undefined {
  if (data === undefined) return undefined;
  const now = new Map(items.map((item) => [item.id, item]));
  const pages = data.pages.map((page) => ({
    ...page,
    items: page.items.map((item) => now.get(item.id) ?? item),
  }));
  return { ...data, pages };
}
