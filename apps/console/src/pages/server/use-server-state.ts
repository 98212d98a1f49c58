import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { ServerStateJson } from "@handsfree/wire";
import { client } from "../../api/client.ts";

/** How often it is read, in milliseconds. The server measures no more often. */
const interval = 10_000;

/** What an operator wants to know of the server, now and every ten seconds. */
export function useServerState(): UseQueryResult<ServerStateJson> {
  return useQuery({
    queryKey: ["server_state"],
    queryFn: ({ signal }) => client.request("GET /v1/server", { signal }),
    refetchInterval: interval,
    staleTime: 0,
  });
}
