import { getRouteApi } from "@tanstack/react-router";
import { given } from "../../api/search-params.ts";
import type { CommandFilter, CommandsSearch } from "./commands-search.ts";

const route = getRouteApi("/commands");

/** The address of the commands, and how it is changed. */
export interface Commands {
  readonly search: CommandsSearch;
  /** Changes members of the address; undefined removes one. */
  readonly change: (change: {
    readonly [Name in keyof CommandsSearch]?: CommandsSearch[Name] | undefined;
  }) => void;
  /** Sets all filters anew, and closes the command. */
  readonly setFilter: (filter: CommandFilter) => void;
}

/** Reads and changes the address of the commands. The window stays where it is. */
export function useCommands(): Commands {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: CommandsSearch): void => void navigate({ search: next, resetScroll: false });
  return {
    search,
    change: (change) => go(given<CommandsSearch>({ ...search, ...change })),
    setFilter: go,
  };
}
