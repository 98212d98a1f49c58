import { getRouteApi } from "@tanstack/react-router";
import { type ListAddress, listAddress } from "../../components/record-list/list-address.ts";
import { type CommandsSearch, readCommandsSearch } from "./commands-search.ts";

const route = getRouteApi("/commands");

/** Reads and changes the address of the commands. */
export function useCommands(): ListAddress<CommandsSearch> {
  const navigate = route.useNavigate();
  return listAddress(readCommandsSearch, route.useSearch(), (search) => {
    void navigate({ search, resetScroll: false });
  });
}
