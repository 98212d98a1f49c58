import { createRouter } from "@tanstack/react-router";
import { auditRoutes } from "./pages/audit/routes.ts";
import { inboxRoutes } from "./pages/inbox/routes.ts";
import { accountRoutes } from "./pages/account/routes.ts";
import { forYouRoutes } from "./pages/for-you/routes.ts";
import { commandsRoutes } from "./pages/commands/routes.ts";
import { keysRoutes } from "./pages/keys/routes.ts";
import { notificationsRoutes } from "./pages/notifications/routes.ts";
import { peopleRoutes } from "./pages/people/routes.ts";
import { policiesRoutes } from "./pages/policies/routes.ts";
import { serverRoutes } from "./pages/server/routes.ts";
import { statisticsRoutes } from "./pages/statistics/routes.ts";
import { tasksRoutes } from "./pages/tasks/routes.ts";
import { waitingRoutes } from "./pages/waiting/routes.ts";
import { rootRoute } from "./root-route.tsx";

/** All pages. Each section adds its routes here, and its line to `shell/navigation.ts`. */
const routeTree = rootRoute.addChildren([
  ...waitingRoutes,
  ...forYouRoutes,
  ...commandsRoutes,
  ...tasksRoutes,
  ...inboxRoutes,
  ...auditRoutes,
  ...keysRoutes,
  ...policiesRoutes,
  ...peopleRoutes,
  ...accountRoutes,
  ...notificationsRoutes,
  ...statisticsRoutes,
  ...serverRoutes,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  // The answers are kept by the query client.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  // What a page's validation leaves out of an address does not reach the page. Without this, it would.
  search: { strict: true },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
