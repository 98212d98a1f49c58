import { type CallMessage, progressNotice } from "./messages.ts";

/** The pause between the notifications that a call waits, in milliseconds: clients give up after 30 s or later. */
const noticePause = 10_000;

/** A call from its arrival until its report. */
export class HeldCall {
  readonly message: CallMessage;
  /** The text of the message as the agent sent it. */
  readonly text: string;
  /** Whether the MCP server has it. */
  isSent = false;
  readonly #abort = new AbortController();
  readonly #answer = Promise.withResolvers<string>();
  readonly #waiting = Promise.withResolvers<void>();
  readonly #done = Promise.withResolvers<void>();
  #notices: NodeJS.Timeout | undefined;

  constructor(message: CallMessage, text: string) {
    this.message = message;
    this.text = text;
    // It can be ended while nothing waits for the answer.
    this.#answer.promise.catch(() => undefined);
  }

  /** Aborted when the call is ended. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Resolves with the message that answers it, or rejects if the call is ended before. */
  get answer(): Promise<string> {
    return this.#answer.promise;
  }

  /** Resolves when it is over, and its report was sent. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** The MCP server has answered with this message. */
  settle(answer: string): void {
    this.#answer.resolve(answer);
  }

  /** Ends the wait for people, and for an answer. */
  end(reason: Error): void {
    this.#abort.abort(reason);
    this.#answer.reject(reason);
  }

  finish(): void {
    this.stopNotices();
    this.#done.resolve();
  }

  /** Resolves when it waits for people, if it ever does. */
  get waiting(): Promise<void> {
    return this.#waiting.promise;
  }

  /** It waits for people. The agent is told so again and again, so that it does not give up. */
  wait(tell: (notice: string) => void, summary: string): void {
    this.#waiting.resolve();
    let count = 0;
    const next = (): void => {
      count += 1;
      // Fractions, since progress must grow, and that of the tool itself follows.
      const notice = progressNotice(this.message, count / 1000, `Waits for approval: ${summary}`);
      if (notice === undefined) return;
      tell(notice);
      this.#notices = setTimeout(next, noticePause);
    };
    next();
  }

  stopNotices(): void {
    clearTimeout(this.#notices);
  }
}
