import type { FilterValues } from "../filters/filter-field.tsx";

/** The members of an address that are no filters: the open record, the open part of it, and the open tab. */
type Opened = "id" | "part" | "list";

/** The filters of an address, without what is open. */
export type FilterOf<Search extends object> = Omit<Search, Opened>;

/** The address of a page with a list, and how it is changed. */
export interface ListAddress<Search extends object> {
  readonly search: Search;
  readonly filter: FilterOf<Search>;
  /** Changes members of the address; undefined removes one. */
  readonly change: (change: { readonly [Name in keyof Search]?: string | undefined }) => void;
  /** Sets all filters anew, and closes the record. */
  readonly setFilter: (filter: FilterValues) => void;
}

/**
 * The address of a page with a list. The window stays where it is when it changes.
 *
 * @param read reads an address, and leaves out what is wrong in it.
 */
export function listAddress<Search extends object>(
  read: (search: Readonly<Record<string, unknown>>) => Search,
  given: object,
  navigate: (search: Search) => void,
): ListAddress<Search> {
  // Read again, since the router puts back what the route has dropped.
  const search = read({ ...given });
  return {
    search,
    filter: filterOf(search),
    change: (change) => navigate(read({ ...search, ...change })),
    setFilter: (filter) => navigate(read(filter)),
  };
}

/** The filters of an address. */
function filterOf<Search extends object>(search: Search): FilterOf<Search> {
  const {
    id: _id,
    part: _part,
    list: _list,
    ...filter
  } = search as Search & {
    readonly [Name in Opened]?: unknown;
  };
  return filter;
}
