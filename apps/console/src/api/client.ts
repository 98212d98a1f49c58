import { createClient } from "@handsfree/client";
import { parseAnswer } from "../components/json-tree/exact-json.ts";

/**
 * The calls of the server that the page comes from, by the person who has signed in. A person waits for each answer, so
 * a failure is told after seconds, and not after the minute of the client's default. Numbers of payloads
 * keep their spelling, since what a person sees is what they approve.
 */
export const client = createClient({
  url: location.origin,
  timeout: 20_000,
  retries: 2,
  retryWithin: 6000,
  parseJson: parseAnswer,
});
