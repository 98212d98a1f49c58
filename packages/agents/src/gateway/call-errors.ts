/** The call ended without an answer: the agent does not want one, or cannot get it. */
export class NotWantedError extends Error {
  override readonly name: string = "NotWantedError";
}

/** The same call was made again, and waits in place of this one. */
export class MadeAgainError extends Error {
  override readonly name: string = "MadeAgainError";
}
