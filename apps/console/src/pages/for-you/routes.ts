import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, oneOfParam } from "../../api/search-params.ts";
import { rootRoute } from "../../root-route.tsx";

/** What the page for the person shows, as its address says it: notices, which come first, or triggers. */
export interface ForYouSearch {
  readonly tab?: "triggers";
  /** Only the notices that are not read. */
  readonly show?: "unread";
}

export const forYouRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/for-you",
  validateSearch: (search: Record<string, unknown>): ForYouSearch => {
    const tab = oneOfParam(search["tab"], ["triggers"]);
    const show = tab === undefined ? oneOfParam(search["show"], ["unread"]) : undefined;
    return given<ForYouSearch>({ tab, show });
  },
  component: lazyRouteComponent(() => import("./for-you-page.tsx"), "ForYouPage"),
});

export const forYouRoutes = [forYouRoute] as const;
