import { createClient } from "@handsfree/client";
import { parseExactly } from "../components/json-tree/exact-json.ts";

/**
 * Reads one record with contents of others, such as the request of an action log: numbers keep their spelling, where the
 * browser can. What shares structure with an earlier answer would lose it, so use it without `structuralSharing`.
 */
export const exactClient = createClient({
  url: location.origin,
  timeout: 20_000,
  retries: 2,
  retryWithin: 6000,
  parseJson: (text) => {
    const { value, problem } = parseExactly(text);
    return problem === undefined ? value : JSON.parse(text);
  },
});
