import { HandsFreeProblem } from "@handsfree/client";
import type { ExpandedPoliciesJson } from "@handsfree/wire/policies";
import { queryOptions } from "@tanstack/react-query";
import { client } from "../../api/client.ts";

/** The policies that hold; null where there are none. */
export const policiesInForce = queryOptions({
  queryKey: ["policies", "in force"],
  queryFn: ({ signal }): Promise<ExpandedPoliciesJson | null> =>
    orNull(client.request("GET /v1/policies", { query: { expand: ["names"] }, signal })),
  // Policies belong to no person, so the live stream of a person has no event of them.
  refetchInterval: 15_000,
  staleTime: 0,
});

/** The policies of a version. They never change; only when the next version replaced them does. */
export function policiesOfVersion(version: number) {
  return queryOptions({
    queryKey: ["policies", "version", version],
    queryFn: ({ signal }) =>
      client.request("GET /v1/policies/versions/{version}", {
        path: { version },
        query: { expand: ["names"] },
        signal,
      }),
  });
}

async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof HandsFreeProblem && error.code === "not_found") return null;
    throw error;
  }
}
