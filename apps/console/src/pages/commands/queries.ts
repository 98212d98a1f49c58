import { queryOptions } from "@tanstack/react-query";
import { exactClient } from "../../api/exact-client.ts";

/** One command, with the action that it led to. */
export const commandQuery = (id: string) =>
  queryOptions({
    queryKey: ["command", id],
    queryFn: ({ signal }) =>
      exactClient.request("GET /v1/commands/{id}", {
        path: { id },
        query: { expand: ["pending_action"] },
        signal,
      }),
    structuralSharing: false,
    // It can hold what a person said: not longer in memory than it is shown.
    gcTime: 0,
  });
