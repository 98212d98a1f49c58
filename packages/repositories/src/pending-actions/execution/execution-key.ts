/** The idempotency key of the side effect of an action, the same for each attempt. */
export function executionKey(actionId: string): string {
  return `handsfree-action-${actionId}`;
}
