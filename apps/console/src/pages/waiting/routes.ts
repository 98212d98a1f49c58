import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";

const waitingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./waiting-page.tsx"), "WaitingPage"),
});

export const waitingRoutes = [waitingRoute] as const;
