import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";
import { readCommandsSearch } from "./commands-search.ts";

const commandsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/commands",
  validateSearch: readCommandsSearch,
  component: lazyRouteComponent(() => import("./commands-page.tsx"), "CommandsPage"),
});

export const commandsRoutes = [commandsRoute] as const;
