const messages = {
  connection_failed: "no connection to the server, or it broke before the answer was complete",
  timed_out: "the server did not answer in time",
  answer_too_large: "the answer is too large; ask for a smaller page, or raise maxAnswerBytes",
} as const;

/**
 * There was no answer, or none that could be read. Whether the server carried the request out is not known.
 */
export class HandsFreeConnectionError extends Error {
  override readonly name: string = "HandsFreeConnectionError";
  /** The kind of failure. */
  readonly code: keyof typeof messages;

  constructor(code: keyof typeof messages, options?: ErrorOptions) {
    super(messages[code], options);
    this.code = code;
  }
}
