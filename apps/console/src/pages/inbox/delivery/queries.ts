import { queryOptions } from "@tanstack/react-query";
import { client } from "../../../api/client.ts";

/** One delivery. */
export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhook_event", id],
    queryFn: ({ signal }) =>
      client.request("GET /v1/webhook-events/{id}", { path: { id }, signal }),
  });

/** The newest changes of a delivery. */
export const transitionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhook_event", id, "transitions"],
    queryFn: ({ signal }) =>
      client.list("GET /v1/webhook-events/{id}/transitions", { path: { id }, signal }).page(),
  });

/** The bytes of a delivery's body. They never change, so no event lets them be read again. */
export const payloadQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhook_payload", id],
    queryFn: ({ signal }) =>
      client.request("GET /v1/webhook-events/{id}/payload", {
        path: { id },
        signal,
        // Up to 25 MiB, by a phone.
        timeout: 120_000,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    // The last bodies, and not all that a person looked at.
    gcTime: 30_000,
    structuralSharing: false,
  });
