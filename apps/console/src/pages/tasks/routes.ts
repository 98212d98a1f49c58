import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";
import { readTasksSearch } from "./tasks-search.ts";

const tasksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tasks",
  validateSearch: readTasksSearch,
  component: lazyRouteComponent(() => import("./tasks-page.tsx"), "TasksPage"),
});

export const tasksRoutes = [tasksRoute] as const;
