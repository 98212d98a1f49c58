import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, idParam, oneOfParam, textParam } from "../../api/search-params.ts";
import { rootRoute } from "../../root-route.tsx";

/** What the page of people shows, as its address says it. */
export interface PeopleSearch {
  /** Default: people. */
  readonly tab?: "services" | "groups";
  /** The person or the service that is shown. */
  readonly id?: string;
  /** The name of the group that is shown. */
  readonly group?: string;
}

export const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  validateSearch: ({ tab, id, group }: Record<string, unknown>): PeopleSearch =>
    given<PeopleSearch>({
      tab: oneOfParam(tab, ["services", "groups"]),
      id: tab === "groups" ? undefined : idParam(id),
      group: tab === "groups" ? textParam(group, 200) : undefined,
    }),
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});

export const peopleRoutes = [peopleRoute] as const;
