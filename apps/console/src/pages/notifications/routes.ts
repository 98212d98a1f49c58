import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, idParam, oneOfParam } from "../../api/search-params.ts";
import { rootRoute } from "../../root-route.tsx";

/** What the page of notifications asks, as its address says it. */
export interface NotificationsSearch {
  /** The kind of the channel that is added. */
  readonly add?: "ntfy" | "email" | "slack";
  /** The channel that is edited. */
  readonly edit?: string;
}

export const notificationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/notifications",
  validateSearch: ({ add, edit }: Record<string, unknown>): NotificationsSearch =>
    given<NotificationsSearch>({
      add: oneOfParam(add, ["ntfy", "email", "slack"]),
      edit: idParam(edit),
    }),
  component: lazyRouteComponent(() => import("./notifications-page.tsx"), "NotificationsPage"),
});

export const notificationsRoutes = [notificationsRoute] as const;
