/** Why deliveries are rejected, in words. */
const words: Readonly<Record<string, string>> = {
  missing_id: "It has no id.",
  malformed_id: "Its id has characters that no sender uses.",
  missing_timestamp: "It does not say when it was sent.",
  malformed_timestamp: "The time at which it was sent is none.",
  stale_timestamp: "It was sent too long ago: it can be an old delivery that somebody sends again.",
  future_timestamp: "It says that it was sent in the future. Compare the clocks.",
  missing_signature: "It has no signature.",
  malformed_signature: "Its signature is none that could be checked.",
  invalid_signature:
    "Its signature is wrong: the sender does not know the secret, or the body was changed on the way.",
};

/** Says why a delivery was rejected. Sources can have reasons of their own. */
export function describeRejection(rejection: string): string {
  return words[rejection] ?? rejection.replaceAll("_", " ");
}
