import { load, type LoadLimits } from "./load.ts";
import { readOwnerKeys } from "./owner-keys.ts";
import { makeRoutes, type RouteName } from "./routes.ts";

/** One round to send. */
export interface LoadRequest extends LoadLimits {
  readonly route: RouteName;
}

// Sends the load from a process of its own, so that it and the servers do not share an event loop.
const routes = makeRoutes(readOwnerKeys(process.argv[2] ?? "no file of keys"));
process.on("message", ({ route, ...limits }: LoadRequest) => {
  void load(routes[route], limits)
    .catch((error: unknown) => ({ error: String(error) }))
    .then((reply) => process.send?.(reply));
});
