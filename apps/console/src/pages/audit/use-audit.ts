import { getRouteApi } from "@tanstack/react-router";
import { type ListAddress, listAddress } from "../../components/record-list/list-address.ts";
import { hasScope, useMe } from "../../session/me.ts";
import { type AuditSearch, readAuditSearch } from "./audit-search.ts";

const route = getRouteApi("/audit");

/** The address of the audit trail, and what of the trail the person may read. */
export interface Audit extends ListAddress<AuditSearch> {
  /** Whether the person may read the records of all people. */
  readonly isAuditor: boolean;
  /** Whose records are read, as the client takes it. */
  readonly owner: { readonly onBehalfOf?: "*" };
}

/** Reads and changes the address of the audit trail. */
export function useAudit(): Audit {
  const navigate = route.useNavigate();
  const isAuditor = hasScope(useMe(), ["audit:read"]);
  const address = listAddress(readAuditSearch, route.useSearch(), (search) => {
    void navigate({ search, resetScroll: false });
  });
  const isOfAll = isAuditor && address.search.own === undefined;
  return { ...address, isAuditor, owner: isOfAll ? { onBehalfOf: "*" } : {} };
}
