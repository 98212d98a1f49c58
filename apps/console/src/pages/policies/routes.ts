import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { isId } from "../../api/record-id.ts";
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
    const tab = tabs.find((name) => name === search["tab"]);
    const view = views.find((name) => name === search["view"]);
    const { version, whose, grant, owner } = search;
    return {
      ...(tab !== undefined && { tab }),
      ...(tab === undefined && view !== undefined && { view }),
      ...(tab === "versions" && isVersion(version) && { version }),
      ...(tab === "grants" && whose === "all" && { whose }),
      ...(tab === "grants" && isId(grant) && { grant }),
      ...(tab === "grants" && isId(owner) && { owner }),
    };
  },
  component: lazyRouteComponent(() => import("./policies-page.tsx"), "PoliciesPage"),
});

export const policiesRoutes = [policiesRoute] as const;

function isVersion(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}
