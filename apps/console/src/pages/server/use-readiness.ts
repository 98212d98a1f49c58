import { HandsFreeProblem } from "@handsfree/client";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { client } from "../../api/client.ts";

/** How often the checks run, in milliseconds. */
const interval = 10_000;

/** What the checks of the server say. */
export interface Readiness {
  readonly state: "ready" | "not_ready" | "closing";
  /** Each check by its name. Empty while the server stops. */
  readonly checks: readonly { readonly name: string; readonly isOk: boolean }[];
  /** Why checks failed, as the server says it. */
  readonly detail: string | undefined;
}

/** Runs the checks, now and every ten seconds. It fails if the server does not answer. */
export function useReadiness(): UseQueryResult<Readiness> {
  return useQuery({
    queryKey: ["readiness"],
    queryFn: async ({ signal }): Promise<Readiness> => {
      try {
        const { checks } = await client.request("GET /health/ready", { signal });
        return { state: "ready", checks: checksOf(checks), detail: undefined };
      } catch (error) {
        if (!(error instanceof HandsFreeProblem)) throw error;
        const { code, detail, members } = error;
        if (code === "closing") return { state: "closing", checks: [], detail };
        if (code !== "not_ready") throw error;
        return { state: "not_ready", checks: checksOf(members["checks"]), detail };
      }
    },
    refetchInterval: interval,
    staleTime: 0,
  });
}

function checksOf(checks: unknown): Readiness["checks"] {
  if (typeof checks !== "object" || checks === null) return [];
  return Object.entries(checks).map(([name, state]) => ({ name, isOk: state === "ok" }));
}
