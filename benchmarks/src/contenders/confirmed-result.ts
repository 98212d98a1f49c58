/** The columns of a confirmed action that a contender's update returns. */
export interface ConfirmedAction {
  readonly actionType: unknown;
  readonly payloadDigest: unknown;
  readonly approvals: unknown;
  readonly requiredApprovals: unknown;
}

/** Makes the JSON of the audit row of a confirmation, with the payload's digest and the user. */
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
