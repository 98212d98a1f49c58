/** The columns of an action that its audit rows repeat. */
export interface AuditedAction {
  readonly actionType: unknown;
  readonly payloadDigest: unknown;
}

/** Makes the JSON of the audit row of a step of an action, with the payload's digest instead of the payload. */
export function auditResult(
  { actionType, payloadDigest }: AuditedAction,
  step: { readonly state: string; readonly by: string },
  details: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    action_type: actionType,
    payload_digest: payloadDigest,
    ...step,
    reason: null,
    ...details,
  });
}
