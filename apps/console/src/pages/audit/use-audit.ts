import { getRouteApi } from "@tanstack/react-router";
import { given } from "../../api/search-params.ts";
import { hasScope, useMe } from "../../session/me.ts";
import { type AuditFilter, type AuditSearch, readAuditSearch } from "./audit-search.ts";

const route = getRouteApi("/audit");

/** The address of the audit trail, and how it is changed. */
export interface Audit {
  readonly search: AuditSearch;
  /** Whether the person may read the records of all people. */
  readonly isAuditor: boolean;
  /** Whose records are read, as the client takes it. */
  readonly owner: { readonly onBehalfOf?: "*" };
  /** Changes members of the address; undefined removes one. */
  readonly change: (change: {
    readonly [Name in keyof AuditSearch]?: AuditSearch[Name] | undefined;
  }) => void;
  /** Sets all filters anew, and closes the record. */
  readonly setFilter: (filter: AuditFilter) => void;
}

/** Reads and changes the address of the audit trail. The window stays where it is. */
export function useAudit(): Audit {
  // Read again, since the router puts back what the route has dropped.
  const search = route.useSearch({ select: readAuditSearch });
  const navigate = route.useNavigate();
  const isAuditor = hasScope(useMe(), ["audit:read"]);
  const go = (next: AuditSearch): void => void navigate({ search: next, resetScroll: false });
  return {
    search,
    isAuditor,
    owner: isAuditor && search.own === undefined ? { onBehalfOf: "*" } : {},
    change: (change) => go(given<AuditSearch>({ ...search, ...change })),
    setFilter: go,
  };
}
