import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";

/** What waits for the person. */
const waitingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./waiting-page.tsx"), "WaitingPage"),
});

/** The states of the actions that the list of all shows. */
export const shownStates = [
  "all",
  "pending",
  "confirmed",
  "executing",
  "succeeded",
  "failed",
  "rejected",
  "cancelled",
  "denied",
  "expired",
  "abandoned",
] as const;
/** One of `shownStates`. */
export type ShownState = (typeof shownStates)[number];

/** What the address of the list of all actions says. */
export interface ActionSearch {
  readonly state?: ShownState;
  /** Whether the actions of all people are shown, to those who may see them. */
  readonly whose?: "all";
}

/** All actions, also those that are decided. */
export const actionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/waiting",
  validateSearch: ({ state, whose }: Record<string, unknown>): ActionSearch => ({
    ...(shownStates.some((one) => one === state) && { state: state as ShownState }),
    ...(whose === "all" && { whose }),
  }),
  component: lazyRouteComponent(() => import("./actions-page.tsx"), "ActionsPage"),
});

/** One action. */
export const actionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/waiting/$id",
  component: lazyRouteComponent(() => import("./action-page.tsx"), "ActionPage"),
});

export const waitingRoutes = [waitingRoute, actionsRoute, actionRoute] as const;
