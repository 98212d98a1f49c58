/** A page of a list that is kept. */
export interface KeptPage {
  /** Where it begins, as it was asked for; undefined for the newest records. */
  readonly cursor: string | undefined;
  /** The keys of its rows, in their order. */
  readonly keys: readonly string[];
}

/** A page that was read and is not kept. */
interface Place {
  readonly cursor: string | undefined;
  /** In pixels. */
  readonly height: number;
}

/** The knowledge about a list. All pages are in the order of the list. */
export interface Places {
  readonly above: readonly Place[];
  readonly kept: readonly KeptPage[];
  readonly below: readonly Place[];
}

/** The places of a list of which nothing is kept. */
export const noPlaces: Places = { above: [], kept: [], below: [] };

/** The height of all places, in pixels. */
export function heightOfAll(places: readonly Place[]): number {
  return places.reduce((sum, { height }) => sum + height, 0);
}

/**
 * Follows a list whose kept pages change: pages come and go at both ends, or one that was read earlier takes the place
 * of all.
 *
 * @param heightOf the height of a row, in pixels.
 * @returns also by how many pixels the first kept row moved down in the list; undefined if it is another list.
 */
export function movePlaces(
  { above, kept: old, below }: Places,
  kept: readonly KeptPage[],
  heightOf: (key: string) => number,
): { readonly places: Places; readonly moved: number | undefined } {
  const place = ({ cursor, keys }: KeptPage): Place => ({
    cursor,
    height: keys.reduce((sum, key) => sum + heightOf(key), 0),
  });
  const indexIn = (pages: readonly KeptPage[], page: KeptPage | undefined): number =>
    pages.findIndex(({ keys: [key] }) => key !== undefined && key === page?.keys[0]);
  const removed = indexIn(old, kept[0]);
  const added = indexIn(kept, old[0]);
  if (removed === -1 && added === -1) return jump({ above, kept: old, below }, kept, place);
  const gone = old.slice(0, Math.max(removed, 0)).map(place);
  const come = kept.slice(0, Math.max(added, 0)).map(place);
  const lastKept = indexIn(old, kept.at(-1));
  const lastOld = indexIn(kept, old.at(-1));
  return {
    places: {
      above: [...above.slice(0, Math.max(0, above.length - come.length)), ...gone],
      kept,
      below:
        lastKept === -1
          ? below.slice(kept.length - 1 - lastOld)
          : [...old.slice(lastKept + 1).map(place), ...below],
    },
    moved: heightOfAll(gone) - heightOfAll(come),
  };
}

function jump(
  { above, kept: old, below }: Places,
  kept: readonly KeptPage[],
  place: (page: KeptPage) => Place,
): ReturnType<typeof movePlaces> {
  const all = [...above, ...old.map(place), ...below];
  const to = kept[0] === undefined ? -1 : all.findIndex(({ cursor }) => cursor === kept[0]?.cursor);
  if (to === -1) return { places: { ...noPlaces, kept }, moved: undefined };
  const next = { above: all.slice(0, to), kept, below: all.slice(to + kept.length) };
  return { places: next, moved: heightOfAll(next.above) - heightOfAll(above) };
}

/** The cursor of the page so many pixels above the first kept row; that of the farthest one if there are not so many. */
export function cursorAbove({ above }: Places, pixels: number): Place | undefined {
  return farAway(above.toReversed(), pixels);
}

/** The same below the last kept row. */
export function cursorBelow({ below }: Places, pixels: number): Place | undefined {
  return farAway(below, pixels);
}

function farAway(places: readonly Place[], pixels: number): Place | undefined {
  let left = pixels;
  return places.find(({ height }) => (left -= height) <= 0) ?? places.at(-1);
}
