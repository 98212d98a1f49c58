import { getRouteApi } from "@tanstack/react-router";
import { given } from "../../api/search-params.ts";
import type { TasksSearch } from "./tasks-search.ts";

const route = getRouteApi("/tasks");

/** The address of the tasks, and how it is changed. */
export interface Tasks {
  readonly search: TasksSearch;
  /** Changes members of the address; undefined removes one. */
  readonly change: (change: {
    readonly [Name in keyof TasksSearch]?: TasksSearch[Name] | undefined;
  }) => void;
}

/** Reads and changes the address of the tasks. The window stays where it is. */
export function useTasks(): Tasks {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return {
    search,
    change: (change) =>
      void navigate({ search: given<TasksSearch>({ ...search, ...change }), resetScroll: false }),
  };
}
