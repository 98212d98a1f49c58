import { parseExactly, repeatsName, textOfMessage } from "./exact-message.ts";
import { CallRunner, type CallSettings } from "./call-runner.ts";
import { NotWantedError } from "./call-errors.ts";
import { HeldCall } from "./held-call.ts";
import {
  type CallMessage,
  errorAnswer,
  errorCodes,
  isId,
  isMembers,
  type Members,
  type Message,
} from "./messages.ts";
import { OpenCalls } from "./open-calls.ts";
import { UpstreamError } from "./upstream/upstream.ts";

/**
 * Stands between an agent and an MCP server. It holds the requests `tools/call` until they are allowed, and passes on
 * all other messages as they are, of any version of the protocol.
 */
export class Gateway {
  readonly #settings: CallSettings;
  readonly #calls = new OpenCalls();
  readonly #runner: CallRunner;

  constructor(settings: CallSettings) {
    this.#settings = settings;
    this.#runner = new CallRunner(settings, this.#calls);
  }

  /** Takes a message of the agent. Resolves when the next one can be taken. */
  async fromAgent(line: Uint8Array): Promise<void> {
    let text: string;
    let message: unknown;
    try {
      text = textOfMessage(line);
      if (/^[ \t]*$/.test(text)) return;
      message = JSON.parse(text);
    } catch {
      await this.#refuse(undefined, errorCodes.parse, "the message is not JSON in UTF-8");
      return;
    }
    if (repeatsName(text, message)) {
      const problem = "an object of the message has two members of one name; give each its own";
      await this.#refuse(message, errorCodes.invalidRequest, problem);
    } else if (Array.isArray(message) && message.some(isCall)) {
      // A batch, which versions of the protocol before June 2025 had.
      const messages = parseExactly(text) as readonly Message[];
      for (const one of messages) await this.#take(JSON.stringify(one), one);
    } else {
      await this.#take(text, message as Message);
    }
  }

  /** Takes a message of the MCP server. */
  async fromUpstream(line: Buffer): Promise<void> {
    const answered = this.#calls.size === 0 ? [] : this.#calls.answeredBy(parseOrNothing(line));
    // An answer to a request that the server does not have.
    if (answered.some((call) => !call.isSent)) return;
    for (const call of answered) this.#calls.remove(call);
    await this.#settings.tell(line);
    for (const call of answered) call.settle(line.toString());
  }

  /** The agent sends and reads nothing more. Calls that the server has can still end. */
  agentEnded(): void {
    const reason = new NotWantedError("the agent ended before the call began");
    for (const call of this.#calls.all()) if (!call.isSent) call.end(reason);
  }

  /** The MCP server has ended. */
  upstreamEnded(): void {
    for (const call of this.#calls.all()) {
      const problem = call.isSent
        ? "the MCP server ended before it answered, so what the call did is not known"
        : "the MCP server has ended, so the call did not run";
      call.end(new UpstreamError(problem));
    }
  }

  /** Resolves when the reports of all calls were sent. */
  async finished(): Promise<void> {
    await this.#runner.finished();
  }

  async #take(text: string, message: Message): Promise<void> {
    const isRequest = isMembers(message) && message["method"] !== undefined;
    if (isRequest && this.#calls.find(message.id) !== undefined) {
      await this.#refuse(message, errorCodes.invalidRequest, "a request with this id is open");
    } else if (isCall(message)) {
      const exact = parseExactly(text) as Members;
      const problem = problemOf(exact);
      if (problem !== undefined) await this.#refuse(exact, errorCodes.invalidRequest, problem);
      else this.#runner.hold(new HeldCall(exact as unknown as CallMessage, text));
    } else if (!this.#isCancelled(message)) {
      await this.#settings.upstream.ready();
      void this.#send(text, message);
    }
  }

  async #send(text: string, message: Message): Promise<void> {
    try {
      await this.#settings.upstream.send(text, message);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (!isMembers(message) || message["method"] === undefined || !isId(message.id)) return;
      await this.#settings.tell(errorAnswer(message.id, errorCodes.failed, error.message));
    }
  }

  /** Whether the message cancels a call that the MCP server does not have, and so does not concern it. */
  #isCancelled(message: Message): boolean {
    if (!isMembers(message) || message["method"] !== "notifications/cancelled") return false;
    const call = isMembers(message.params)
      ? this.#calls.find(message.params["requestId"])
      : undefined;
    if (call === undefined) return false;
    const known = call.isSent ? ", so what it did is not known" : " before it began";
    call.end(new NotWantedError(`the agent cancelled the call${known}`));
    this.#calls.remove(call);
    return !call.isSent;
  }

  async #refuse(message: unknown, code: number, problem: string): Promise<void> {
    const isMessage = isMembers(message);
    // Answers of the agent are not answered.
    if (isMessage && message["method"] === undefined) return;
    const text = errorAnswer(isMessage ? message["id"] : null, code, problem);
    await this.#settings.tell(text);
  }
}

function parseOrNothing(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

function isCall(message: unknown): boolean {
  return isMembers(message) && message["method"] === "tools/call";
}

/** The part of a call that cannot be put before people; undefined for none. */
function problemOf({ id, params }: Members): string | undefined {
  if (!isId(id)) return "id must be a text or a number, since a call needs an answer";
  if (!isMembers(params) || typeof params["name"] !== "string" || params["name"] === "") {
    return "params.name must be the name of a tool";
  }
  const { arguments: given = {} } = params;
  return isMembers(given) ? undefined : "params.arguments must be an object";
}
