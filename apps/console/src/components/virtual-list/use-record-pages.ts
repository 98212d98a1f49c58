import type { PageJson } from "@handsfree/wire";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { onChanges } from "../../live/changes.ts";
import { OneAtATime } from "../../live/one-at-a-time.ts";
import { addNewRecords, countNewRecords, noNewRecords } from "./new-records.ts";
import type { KeptPage } from "./places.ts";

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
  /** The same, page by page. */
  readonly pages: readonly KeptPage[];
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
  readonly readNext: () => void;
  readonly readPrevious: () => void;
  /** Reads a page that was read earlier, in place of those that are kept. */
  readonly jumpTo: (cursor: string | undefined) => void;
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
  const pages = useKeptPages(query.data);
  // A page of another list is another page.
  // oxlint-disable-next-line react/exhaustive-deps
  const refreshing = useMemo(() => new OneAtATime<string | undefined>(), [queryKey]);
  const [jump, setJump] = useState<{ readonly error?: Error }>();
  // Known at once: scrolling asks more often than the list is drawn.
  const isJumping = useRef(false);
  const [newRecords, setNewRecords] = useState(noNewRecords);
  useEffect(() => {
    setNewRecords(noNewRecords);
    return onChanges(({ changes }) => {
      const added = changes.filter(({ type }) => newTypes.includes(type)).map(({ id }) => id);
      if (added.length > 0) setNewRecords((before) => addNewRecords(before, added));
    });
    // The types belong to the kind.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [queryKey]);

  const { fetchNextPage, fetchPreviousPage } = query;
  const isFetching = query.isFetching || (jump !== undefined && jump.error === undefined);
  return {
    items,
    pages,
    error: query.error ?? jump?.error ?? null,
    isPending: query.isPending,
    isFetching,
    hasNext: query.hasNextPage,
    hasPrevious: query.hasPreviousPage,
    readNext: () => {
      if (isFetching) return;
      setJump(undefined);
      void fetchNextPage();
    },
    readPrevious: () => void (isFetching || fetchPreviousPage()),
    jumpTo: (cursor) => {
      if (isFetching || isJumping.current) return;
      isJumping.current = true;
      setJump({});
      void read(cursor, new AbortController().signal).then(
        (page) => {
          isJumping.current = false;
          queryClient.setQueryData<Pages<Item>>(queryKey, { pages: [page], pageParams: [cursor] });
          setJump(undefined);
        },
        (error: unknown) =>
          setJump({ error: error instanceof Error ? error : new Error("failed") }),
      );
    },
    newCount: countNewRecords(newRecords, items),
    restart: () => {
      setNewRecords(noNewRecords);
      setJump(undefined);
      void queryClient.resetQueries({ queryKey });
    },
    refresh: (visible, changed) => {
      const data = queryClient.getQueryData<Pages<Item>>(queryKey);
      for (const [index, page] of data?.pages.entries() ?? []) {
        const isConcerned = page.items.some(({ id }) => visible.has(id) && changed.has(id));
        if (!isConcerned) continue;
        const cursor = data?.pageParams[index];
        // After a failure the connection says by itself that what is shown is out of date.
        void refreshing.run(cursor, async () => {
          const now = await read(cursor, new AbortController().signal);
          queryClient.setQueryData<Pages<Item>>(queryKey, (old) => replaceItems(old, now));
        });
      }
    },
  };
}

/** The keys of the pages. They are the same object until a page comes or goes: a changed record moves no row. */
function useKeptPages<Item extends ListedRecord>(
  data: InfiniteData<PageJson<Item>> | undefined,
): readonly KeptPage[] {
  const pages = (data?.pages ?? []).map((page, index) => ({
    cursor: data?.pageParams[index] as string | undefined,
    keys: page.items.map(({ id }) => id),
  }));
  const shape = pages.map(({ cursor, keys }) => `${cursor ?? ""} ${keys[0] ?? ""}`).join();
  // oxlint-disable-next-line react/exhaustive-deps
  return useMemo(() => pages, [shape]);
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
