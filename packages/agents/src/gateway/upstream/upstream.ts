import type { Message } from "../messages.ts";

/** Takes a message of the MCP server, as the text of one line. */
export type Receive = (line: Buffer) => Promise<void>;

/** The MCP server behind the gateway. */
export interface Upstream {
  /**
   * Takes its messages until it ends.
   *
   * @returns the exit code.
   * @throws {UpstreamError} if it cannot be started.
   */
  run(receive: Receive): Promise<number>;
  /** Waits until it takes another message. */
  ready(): Promise<void>;
  /**
   * Sends a message.
   *
   * @param text one line, without its end.
   * @throws {UpstreamError} if it is known that no answer comes.
   */
  send(text: string, message: Message): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}

/** The MCP server does not answer. The message is a sentence without an end, for people and models. */
export class UpstreamError extends Error {
  override readonly name: string = "UpstreamError";
}
