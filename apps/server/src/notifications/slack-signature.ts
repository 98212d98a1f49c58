import { createHmac, timingSafeEqual } from "node:crypto";

/** How far the time of a request may be from ours, in seconds. */
const tolerance = 300;

/** Why a request is not one of Slack's. */
export type SlackSignatureProblem =
  | "missing_signature"
  | "malformed_signature"
  | "timestamp_out_of_range"
  | "signature_mismatch";

/**
 * Verifies that Slack has sent these bytes, within five minutes: `v0=` and the HMAC-SHA256 of `v0:`, the time, `:` and the
 * raw body.
 *
 * @returns undefined if it has.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function verifySlackRequest(
  secret: string,
  {
    body,
    timestamp,
    signature,
  }: {
    readonly body: Uint8Array;
    readonly timestamp: string | undefined;
    readonly signature: string | undefined;
  },
  now: Date,
): SlackSignatureProblem | undefined {
  if (timestamp === undefined || signature === undefined) return "missing_signature";
  const hex = /^v0=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (hex === undefined || !/^\d{1,12}$/.test(timestamp)) return "malformed_signature";
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (age > tolerance) return "timestamp_out_of_range";
  const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
  const isSame = timingSafeEqual(expected, Buffer.from(hex, "hex"));
  return isSame ? undefined : "signature_mismatch";
}
