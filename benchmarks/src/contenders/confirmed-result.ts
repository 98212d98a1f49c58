/** What a contender's update returns of the action that it confirmed. */
export interface ConfirmedAction {
  readonly actionType: unknown;
  readonly payloadDigest: unknown;
  readonly approvals: unknown;
  readonly requiredApprovals: unknown;
}

/** What the audit row of a confirmation says, as JSON: the payload by its digest, and by whom. */
export function confirmedResult(
  userId: string,
  { actionType, payloadDigest, approvals, requiredApprovals }: ConfirmedAction,
): string {
  return JSON.stringify({
    action_type: actionType,
    payload_digest: payloadDigest,
    state: "confirmed",
    by: userId,
    reason: null,
    approvals,
    required_approvals: requiredApprovals,
  });
}
