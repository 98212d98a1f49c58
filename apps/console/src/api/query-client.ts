import { HandsFreeProblem } from "@handsfree/client";
import { QueryCache, QueryClient } from "@tanstack/react-query";

/**
 * The answers that pages share. The first element of each key is the kind of the record in events, for example
 * `["pending_action", "list", filter]`: then the live stream knows what to read again.
 */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // The session has ended: the gate asks who the caller is, and leads to the sign-in.
      if (queryKey[0] === "me" || !(error instanceof HandsFreeProblem) || error.status !== 401)
        return;
      void queryClient.invalidateQueries({ queryKey: ["me"] });
    },
  }),
  defaultOptions: {
    queries: {
      // The client repeats what may pass.
      retry: false,
      // The live stream says what has changed.
      staleTime: 60_000,
      gcTime: 5 * 60_000,
      // `navigator.onLine` can be wrong both ways; the request shows what is true.
      networkMode: "always",
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
