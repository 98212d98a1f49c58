import { queryOptions } from "@tanstack/react-query";
import { client } from "../../api/client.ts";
import { exactClient } from "../../api/exact-client.ts";

/** One task, with the action that it belongs to. */
export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent_task", id],
    queryFn: ({ signal }) =>
      exactClient.request("GET /v1/agent-tasks/{id}", {
        path: { id },
        query: { expand: ["pending_action"] },
        signal,
      }),
    structuralSharing: false,
  });

/** The newest steps of a task, which the audit trail keeps. */
export const taskStepsQuery = (id: string) =>
  queryOptions({
    queryKey: ["agent_task", id, "steps"],
    queryFn: ({ signal }) =>
      client.list("GET /v1/action-logs", { query: { target: id, limit: 100 }, signal }).page(),
  });
