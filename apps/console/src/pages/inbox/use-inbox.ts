import { getRouteApi } from "@tanstack/react-router";
import { given } from "../../api/search-params.ts";
import { type InboxFilter, type InboxSearch, readInboxSearch } from "./inbox-search.ts";

const route = getRouteApi("/inbox");

/** The address of the inbox, and how it is changed. */
export interface Inbox {
  readonly search: InboxSearch;
  /** Changes members of the address; undefined removes one. */
  readonly change: (change: {
    readonly [Name in keyof InboxSearch]?: InboxSearch[Name] | undefined;
  }) => void;
  /** Sets all filters anew, and closes the record. */
  readonly setFilter: (filter: InboxFilter) => void;
}

/** Reads and changes the address of the inbox. The window stays where it is. */
export function useInbox(): Inbox {
  // Read again, since the router puts back what the route has dropped.
  const search = route.useSearch({ select: readInboxSearch });
  const navigate = route.useNavigate();
  const go = (next: InboxSearch): void => void navigate({ search: next, resetScroll: false });
  return {
    search,
    change: (change) => go(given<InboxSearch>({ ...search, ...change })),
    setFilter: go,
  };
}
