import { pendingActionLimits } from "../limits.ts";
import { requireObject, requireText, requireWhole } from "../../validate.ts";

/** More about a failure. */
export interface ExecutionFailureOptions {
  /**
   * The failure is temporary: the action may be tried again after so many whole seconds, from 0 to 86,400 (a day).
   * Default: it is final.
   */
  readonly retryAfterSeconds?: number | undefined;
  /** The known facts, any JSON value. They are kept as the action's result if the failure is final. Default: nothing. */
  readonly result?: unknown;
}

/**
 * The reason why an executor did not carry an action out, in a sentence for people. After a temporary failure
 * `executeActions` releases the action, whose attempt counts; in the last attempt it is final.
 */
export class ExecutionFailure extends Error {
  override readonly name = "ExecutionFailure";
  readonly retryAfterSeconds: number | undefined;
  readonly result: unknown;

  /** @throws {InvalidInputError} for an empty message, or a time out of its range. */
  constructor(message: string, options: ExecutionFailureOptions = {}) {
    super(requireText("message", message));
    const { retryAfterSeconds, result } = requireObject("options", options);
    this.retryAfterSeconds =
      retryAfterSeconds === undefined
        ? undefined
        : requireWhole("retryAfterSeconds", retryAfterSeconds, 0, pendingActionLimits.retryAfter);
    this.result = result;
  }
}
