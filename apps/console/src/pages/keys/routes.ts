import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { given, idParam, oneOfParam } from "../../api/search-params.ts";
import { rootRoute } from "../../root-route.tsx";

/** What the page of keys shows, as its address says it. */
export interface KeysSearch {
  /** Those of the person, or those of all, which admins see. Default: the person's own. */
  readonly whose?: "all";
  /** Of all keys, only those of this person, or of this service. */
  readonly user?: string;
  readonly service?: string;
  /** The key that is shown. */
  readonly key?: string;
}

export const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/keys",
  validateSearch: ({ whose, user, service, key }: Record<string, unknown>): KeysSearch => {
    const isAll = whose === "all";
    return given<KeysSearch>({
      whose: oneOfParam(whose, ["all"]),
      user: isAll ? idParam(user) : undefined,
      service: isAll && idParam(user) === undefined ? idParam(service) : undefined,
      key: idParam(key),
    });
  },
  component: lazyRouteComponent(() => import("./keys-page.tsx"), "KeysPage"),
});

export const keysRoutes = [keysRoute] as const;
