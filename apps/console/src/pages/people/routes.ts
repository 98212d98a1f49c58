import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { isId } from "../../api/record-id.ts";
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
  validateSearch: ({ tab, id, group }: Record<string, unknown>): PeopleSearch => ({
    ...((tab === "services" || tab === "groups") && { tab }),
    ...(tab !== "groups" && isId(id) && { id }),
    // The router reads a name such as 12 as a number.
    ...(tab === "groups" && isName(group) && { group: String(group) }),
  }),
  component: lazyRouteComponent(() => import("./people-page.tsx"), "PeoplePage"),
});

export const peopleRoutes = [peopleRoute] as const;

function isName(value: unknown): boolean {
  const isText =
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isText && String(value) !== "" && String(value).length <= 200;
}
