import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";
import { readStatisticsSearch } from "./statistics-search.ts";

const statisticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/statistics",
  validateSearch: readStatisticsSearch,
  component: lazyRouteComponent(() => import("./statistics-page.tsx"), "StatisticsPage"),
});

export const statisticsRoutes = [statisticsRoute] as const;
