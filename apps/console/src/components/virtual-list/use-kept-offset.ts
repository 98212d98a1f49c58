import { useLayoutEffect, useRef, useState } from "react";

/** The most pixels that stand for rows that are not kept. Browsers cannot scroll much further. */
const mostPixels = 4_000_000;

/**
 * The height of the rows above those that are kept. When rows at the top are dropped or come back, it changes by their
 * height, so that the rows that a person looks at stay where they are.
 *
 * @param keys the rows that are kept, in their order.
 * @param heightOf the height of a row, measured or estimated, in pixels.
 */
export function useKeptOffset(keys: readonly string[], heightOf: (key: string) => number): number {
  const [offset, setOffset] = useState(0);
  const before = useRef<readonly string[]>([]);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = keys;
    const [first] = keys;
    const [oldFirst] = old;
    if (first === undefined || oldFirst === undefined) {
      setOffset(0);
      return;
    }
    if (first === oldFirst) return;
    const dropped = old.indexOf(first);
    const added = keys.indexOf(oldFirst);
    const height = (rows: readonly string[]): number =>
      rows.reduce((sum, key) => sum + heightOf(key), 0);
    // Another list.
    if (dropped === -1 && added === -1) {
      setOffset(0);
      return;
    }
    setOffset((now) => {
      const next =
        dropped > 0 ? now + height(old.slice(0, dropped)) : now - height(keys.slice(0, added));
      if (next >= 0 && next <= mostPixels) return next;
      // There is no room for the difference, so the window moves instead.
      const kept = next < 0 ? 0 : mostPixels / 2;
      scrollBy({ top: kept - next, behavior: "instant" });
      return kept;
    });
    // Only the rows change it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [keys]);
  return offset;
}
