/** A hook that cannot ask. Its message is for the agent's model and its user, and has no argument of a call. */
export class HookError extends Error {
  override readonly name: string = "HookError";
}
