import { createClient } from "@handsfree/client";

/**
 * The calls of the server that the page comes from, by the person who has signed in. A person waits for each answer, so
 * a failure is told after seconds, and not after the minute of the client's default.
 */
export const client = createClient({
  url: location.origin,
  timeout: 20_000,
  retries: 2,
  retryWithin: 6000,
});
