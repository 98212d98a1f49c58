import { getRouteApi } from "@tanstack/react-router";
import { type ListAddress, listAddress } from "../../components/record-list/list-address.ts";
import { readTasksSearch, type TasksSearch } from "./tasks-search.ts";

const route = getRouteApi("/tasks");

/** Reads and changes the address of the tasks. */
export function useTasks(): ListAddress<TasksSearch> {
  const navigate = route.useNavigate();
  return listAddress(readTasksSearch, route.useSearch(), (search) => {
    void navigate({ search, resetScroll: false });
  });
}
