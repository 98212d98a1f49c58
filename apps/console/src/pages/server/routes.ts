import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";

// Not /health, where the server answers programs.
const serverRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/server",
  component: lazyRouteComponent(() => import("./server-page.tsx"), "ServerPage"),
});

export const serverRoutes = [serverRoute] as const;
