import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, idParam, oneOfParam } from "../../api/search-params.ts";
import { rootRoute } from "../../root-route.tsx";

/** The parts of the page besides the rules, which come first. */
const tabs = ["versions", "repositories", "grants"] as const;
/** The views of the rules besides the form, which comes first. */
const views = ["text", "review"] as const;

/** What the page of policies shows, as its address says it. */
export interface PoliciesSearch {
  readonly tab?: (typeof tabs)[number];
  readonly view?: (typeof views)[number];
  /** The version that is shown. */
  readonly version?: number;
  /** The grants of all people, for admins. */
  readonly whose?: "all";
  /** The grant that is shown. */
  readonly grant?: string;
  /** The person whose grant it is, where those of all are shown. */
  readonly owner?: string;
}

export const policiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/policies",
  validateSearch: (search: Record<string, unknown>): PoliciesSearch => {
    const { version, whose, grant, owner } = search;
    const tab = oneOfParam(search["tab"], tabs);
    const isOfGrants = tab === "grants";
    return given<PoliciesSearch>({
      tab,
      view: tab === undefined ? oneOfParam(search["view"], views) : undefined,
      version: tab === "versions" && isVersion(version) ? version : undefined,
      whose: isOfGrants ? oneOfParam(whose, ["all"]) : undefined,
      grant: isOfGrants ? idParam(grant) : undefined,
      owner: isOfGrants ? idParam(owner) : undefined,
    });
  },
  component: lazyRouteComponent(() => import("./policies-page.tsx"), "PoliciesPage"),
});

export const policiesRoutes = [policiesRoute] as const;

function isVersion(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}
