import { createRootRoute, Outlet } from "@tanstack/react-router";
import { ErrorState } from "./components/error-state/error-state.tsx";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";
import { SessionGate } from "./session/session-gate.tsx";

/** What is around every page. */
export const rootRoute = createRootRoute({
  component: () => (
    <SessionGate>
      <Shell>
        <Outlet />
      </Shell>
    </SessionGate>
  ),
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});
