import { problemTexts } from "./problem-text.ts";

/** Refusals of requests with an `Idempotency-Key`. */
export const problemsOfRepeats = problemTexts({
  key_reused: {
    statuses: [422],
    meaning: "The Idempotency-Key was used for another request.",
    wayOut: "Give this request a key of its own.",
  },
  in_progress: {
    statuses: [409],
    meaning: "A run with this Idempotency-Key has not ended.",
    wayOut: "Ask again later.",
  },
  request_in_progress: {
    statuses: [409],
    meaning: "The first request with this Idempotency-Key is still being worked on.",
    wayOut: "Send it again after as many seconds as Retry-After says.",
  },
  outcome_not_kept: {
    statuses: [409],
    meaning:
      "The request was carried out before. Its answer was not kept, since it was secret, private or large.",
    wayOut:
      "Read the record, which Location names if it has an address. Do not send the request again.",
  },
  outcome_unknown: {
    statuses: [409],
    meaning:
      "An earlier request with this Idempotency-Key was cut off, and may have been carried out.",
    wayOut: "Look at the record. If nothing was done, send the request with a new key.",
  },
  too_many_idempotency_keys: {
    statuses: [429],
    meaning: "The caller has used as many Idempotency-Keys as are kept for one caller.",
    wayOut: "Wait: a key is kept for 24 hours. Or send the request without a key.",
  },
});
