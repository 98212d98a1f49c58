import type { RefusedCall } from "../calls/permission.ts";

/** A call of a guarded tool must not run. Its message is for the model. */
export class CallRefused extends Error {
  override readonly name: string = "CallRefused";
  /** Why it must not run. */
  readonly refused: RefusedCall;

  constructor(refused: RefusedCall) {
    super(refused.reason);
    this.refused = refused;
  }
}
