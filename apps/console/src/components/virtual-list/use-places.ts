import { useLayoutEffect, useRef, useState } from "react";
import {
  cursorAbove,
  cursorBelow,
  heightOfAll,
  type KeptPage,
  movePlaces,
  noPlaces,
} from "./places.ts";

/** The most pixels that stand for rows that are not kept. Browsers cannot scroll much further. */
const mostPixels = 4_000_000;

/** Where the kept rows of a list are in it. */
interface KeptPlaces {
  /** The rows whose heights these are. For a moment after the pages have changed, these are the earlier ones. */
  readonly pages: readonly KeptPage[];
  /** The height of the rows above those that are kept, in pixels. */
  readonly above: number;
  /** The height of the rows below them that were read earlier. */
  readonly below: number;
  /**
   * The page at a place where no row is kept.
   *
   * @param pixels above the first kept row if negative, else below the last one.
   */
  readonly pageAt: (pixels: number) => { readonly cursor: string | undefined } | undefined;
}

/**
 * The heights of the rows that are not kept. When rows at the top are dropped or come back, the height above changes by
 * theirs, so that the rows that a person looks at stay where they are.
 *
 * @param heightOf the height of a row, measured or estimated, in pixels.
 */
export function usePlaces(
  pages: readonly KeptPage[],
  heightOf: (key: string) => number,
): KeptPlaces {
  const [heights, setHeights] = useState({ pages, above: 0, below: 0 });
  const known = useRef(noPlaces);
  useLayoutEffect(() => {
    const { places, moved } = movePlaces(known.current, pages, heightOf);
    known.current = places;
    setHeights((now) => {
      const above = moved === undefined ? 0 : now.above + moved;
      const below = Math.min(heightOfAll(places.below), mostPixels);
      if (above >= 0 && above <= mostPixels) return { pages, above, below };
      // There is no room for the difference, so the window moves instead.
      const shown = above < 0 ? 0 : mostPixels / 2;
      scrollBy({ top: shown - above, behavior: "instant" });
      return { pages, above: shown, below };
    });
    // Only the pages change it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pages]);
  return {
    ...heights,
    pageAt: (pixels) =>
      pixels < 0 ? cursorAbove(known.current, -pixels) : cursorBelow(known.current, pixels),
  };
}
