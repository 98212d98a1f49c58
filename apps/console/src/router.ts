import { createRouter } from "@tanstack/react-router";
import { accountRoutes } from "./pages/account/routes.ts";
import { keysRoutes } from "./pages/keys/routes.ts";
import { notificationsRoutes } from "./pages/notifications/routes.ts";
import { peopleRoutes } from "./pages/people/routes.ts";
import { statisticsRoutes } from "./pages/statistics/routes.ts";
import { waitingRoutes } from "./pages/waiting/routes.ts";
import { rootRoute } from "./root-route.tsx";

/** All pages. Each section adds its routes here, and its line to `shell/navigation.ts`. */
const routeTree = rootRoute.addChildren([
  ...waitingRoutes,
  ...keysRoutes,
  ...peopleRoutes,
  ...accountRoutes,
  ...notificationsRoutes,
  ...statisticsRoutes,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  // The answers are kept by the query client.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
