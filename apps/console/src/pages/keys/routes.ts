import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.tsx";
import { isId } from "../../api/record-id.ts";

/** What the page of keys shows, as its address says it. */
export interface KeysSearch {
  /** Those of the person, or those of all, which admins see. Default: the person's own. */
  readonly whose?: "all";
  /** The key that is shown. */
  readonly key?: string;
}

export const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/keys",
  validateSearch: ({ whose, key }: Record<string, unknown>): KeysSearch => ({
    ...(whose === "all" && { whose }),
    ...(isId(key) && { key }),
  }),
  component: lazyRouteComponent(() => import("./keys-page.tsx"), "KeysPage"),
});

export const keysRoutes = [keysRoute] as const;
