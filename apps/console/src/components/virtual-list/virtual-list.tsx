import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { onChanges } from "../../live/changes.ts";
import { Button } from "../button/button.tsx";
import { ErrorState } from "../error-state/error-state.tsx";
import { Loading } from "../loading/loading.tsx";
import { usePlaces } from "./use-places.ts";
import { type ListedRecord, type RecordList, useRecordPages } from "./use-record-pages.ts";
import { escapeInvisible } from "../untrusted-text/show-invisible.ts";
import styles from "./virtual-list.module.css";

/** How near to the end of what is kept the next page is read, in rows. */
const near = 25;

/** The heights of so many rows are remembered. */
const mostHeights = 10_000;

interface VirtualListProps<Item extends ListedRecord> {
  /** The plural of the records, for screen readers. */
  readonly label: string;
  readonly list: RecordList<Item>;
  /** The height of a usual row, in pixels. Rows may have any. */
  readonly rowHeight: number;
  /** A row. Its first link is where Enter leads. */
  readonly row: (item: Item) => ReactNode;
  /** Names a row in a few words, for screen readers. */
  readonly rowLabel: (item: Item) => string;
  /** The content of a list without a record. */
  readonly empty: ReactNode;
}

/**
 * A list of any length, as a feed (WAI-ARIA Authoring Practices): only the rows near the window are drawn, and only the
 * pages near them are kept. Page Up, Page Down, J and K move between rows. New records are counted above, and nothing
 * moves until the person asks for them.
 */
export function VirtualList<Item extends ListedRecord>({
  label,
  list,
  rowHeight,
  row,
  rowLabel,
  empty,
}: VirtualListProps<Item>): ReactNode {
  const pages = useRecordPages(list);
  const { items } = pages;
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [focused, setFocused] = useState<string>();
  const keys = useMemo(() => items.map(({ id }) => id), [items]);
  const heights = useRef(new Map<string, number>());
  const places = usePlaces(pages.pages, (key) => heights.current.get(key) ?? rowHeight);
  useLayoutEffect(() => {
    const box = frame.current?.getBoundingClientRect();
    if (box !== undefined) setTop(box.top + scrollY);
  }, [pages.isPending]);

  const focusedIndex = focused === undefined ? -1 : keys.indexOf(focused);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      // The row with the focus stays in the document, since the focus would be lost with it.
      if (focusedIndex === -1 || shown.includes(focusedIndex)) return shown;
      return [...shown, focusedIndex].toSorted((a, b) => a - b);
    },
    [focusedIndex],
  );
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => heights.current.get(keys[index] ?? "") ?? rowHeight,
    getItemKey: (index) => keys[index] ?? index,
    paddingStart: places.above,
    paddingEnd: places.below,
    scrollMargin: top,
    overscan: 6,
    rangeExtractor,
  });
  const rows = virtualizer.getVirtualItems();
  const range = virtualizer.range;
  useLayoutEffect(() => {
    if (heights.current.size > mostHeights) heights.current.clear();
    for (const { key, size } of rows) heights.current.set(String(key), size);
  });

  // Rows that are in the document only for their focus are not near.
  const last = range?.endIndex ?? 0;
  const first = range?.startIndex ?? 0;
  const readNear = (): void => {
    if (pages.isFetching || pages.error !== null || items.length === 0) return;
    if (places.pages !== pages.pages) return;
    // A jump past many pages that are not kept: reading them one after the other would show none for long.
    const middle = scrollY + innerHeight / 2 - top;
    const end = virtualizer.getTotalSize() - places.below;
    const far =
      middle + innerHeight / 2 < places.above
        ? places.pageAt(middle - places.above)
        : middle - innerHeight / 2 > end
          ? places.pageAt(middle - end)
          : undefined;
    if (pages.hasPrevious && scrollY === 0 && places.above > innerHeight) pages.restart();
    else if (far !== undefined) pages.jumpTo(far.cursor);
    else if (pages.hasNext && last >= items.length - near) pages.readNext();
    else if (pages.hasPrevious && first <= near) pages.readPrevious();
  };
  const readNearNow = useRef(readNear);
  useEffect(() => {
    readNearNow.current = readNear;
    readNear();
  });
  useEffect(() => {
    // Where no row is kept, none is drawn, which would call the effect above.
    const onScroll = (): void => readNearNow.current();
    addEventListener("scroll", onScroll, { passive: true });
    return () => removeEventListener("scroll", onScroll);
  }, []);

  const visible = useRef<ReadonlySet<string>>(new Set());
  visible.current = new Set(rows.map(({ key }) => String(key)));
  const refresh = useRef(pages.refresh);
  refresh.current = pages.refresh;
  useEffect(
    () =>
      onChanges(({ changes, isEverything }) => {
        const changed = isEverything
          ? visible.current
          : new Set(changes.filter(({ kind }) => kind === list.kind).map(({ id }) => id ?? ""));
        refresh.current(visible.current, changed);
      }),
    [list.kind],
  );

  const moveFocus = (event: KeyboardEvent<HTMLElement>, index: number): void => {
    const isText = (event.target as HTMLElement).matches("input, textarea, select");
    if (isText || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { PageDown: 1, j: 1, PageUp: -1, k: -1 }[event.key];
    if (event.key === "Enter" && event.target === event.currentTarget) {
      event.currentTarget.querySelector("a")?.click();
    }
    const next = items[index + (step ?? 0)];
    if (step === undefined || next === undefined) return;
    event.preventDefault();
    setFocused(next.id);
    virtualizer.scrollToIndex(index + step, { align: "auto" });
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.id)}"]`)?.focus();
    });
  };

  if (pages.isPending) return <Loading label={`Reading ${label}`} rows={8} />;
  if (pages.error !== null && items.length === 0) {
    return <ErrorState error={pages.error} onRetry={pages.restart} />;
  }
  return (
    <>
      <div aria-live="polite" className={styles["news"]}>
        {pages.newCount > 0 && (
          <Button
            icon="refresh"
            kind="primary"
            onClick={() => {
              scrollTo({ top: 0 });
              pages.restart();
            }}
          >
            {pages.newCount} new
          </Button>
        )}
      </div>
      {items.length === 0 && empty}
      <div
        aria-busy={pages.isFetching}
        className={styles["feed"]}
        ref={frame}
        // A feed without an article is none.
        {...(items.length > 0 && { role: "feed", "aria-label": label })}
        style={{ blockSize: virtualizer.getTotalSize() }}
      >
        {[
          { insetBlockStart: 0, blockSize: places.above },
          { insetBlockEnd: 0, blockSize: places.below },
        ].map((style, index) => (
          <div aria-hidden="true" className={styles["unread"]} key={index} style={style} />
        ))}
        {rows.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <article
              aria-label={escapeInvisible(rowLabel(item))}
              aria-posinset={index + 1}
              aria-setsize={-1}
              className={styles["row"]}
              data-index={index}
              data-key={String(key)}
              key={String(key)}
              onFocus={() => setFocused(item.id)}
              onKeyDown={(event) => moveFocus(event, index)}
              ref={virtualizer.measureElement}
              style={{ transform: `translateY(${start - top}px)` }}
              tabIndex={0}
            >
              {row(item)}
            </article>
          );
        })}
      </div>
      {pages.error !== null && <ErrorState error={pages.error} onRetry={pages.readNext} />}
      {/* Where one page is all, its end is plain to see. */}
      {!pages.hasNext && (pages.hasPrevious || pages.pages.length > 1) && (
        <p className={styles["end"]}>That is all.</p>
      )}
    </>
  );
}
