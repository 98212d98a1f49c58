import { getRouteApi } from "@tanstack/react-router";
import { type ListAddress, listAddress } from "../../components/record-list/list-address.ts";
import { type InboxSearch, readInboxSearch } from "./inbox-search.ts";

const route = getRouteApi("/inbox");

/** Reads and changes the address of the inbox. */
export function useInbox(): ListAddress<InboxSearch> {
  const navigate = route.useNavigate();
  return listAddress(readInboxSearch, route.useSearch(), (search) => {
    void navigate({ search, resetScroll: false });
  });
}
