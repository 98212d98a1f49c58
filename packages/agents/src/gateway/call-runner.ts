import type { HandsFreeClient } from "@handsfree/client";
import { askForCall } from "../calls/ask-for-call.ts";
import { keyOfCall } from "../calls/call-key.ts";
import { runGranted } from "../calls/run-granted.ts";
import type { ToolCall } from "../calls/tool-call.ts";
import { MadeAgainError, NotWantedError } from "./call-errors.ts";
import { describeAnswer } from "./describe-answer.ts";
import type { HeldCall } from "./held-call.ts";
import { toolErrorAnswer } from "./messages.ts";
import type { OpenCalls } from "./open-calls.ts";
import { summarizeCall } from "./summarize-call.ts";
import { type Upstream, UpstreamError } from "./upstream/upstream.ts";

/** The parts with which calls are asked for and run. */
export interface CallSettings {
  /** It must read JSON by `parseExactly`, since arguments that people changed are sent on. */
  readonly client: HandsFreeClient;
  /** Sends heartbeats and reports, for longer than an agent waits for an answer. */
  readonly reporter: HandsFreeClient;
  readonly upstream: Upstream;
  /** Sends the agent a message: one line, without its end. */
  readonly tell: (line: string | Buffer) => Promise<void>;
  /** The name of the MCP server in types of actions. */
  readonly name: string;
  readonly scope: string;
  /** How long a call waits for people, in milliseconds. */
  readonly wait: number;
  readonly editable: boolean;
  /** How many characters of a result are kept. */
  readonly excerptLength: number;
}

/** The most calls that wait or run at a time, and the most characters of their messages. */
const [mostCalls, mostText] = [1000, 64 * 1024 * 1024];
/** How long a call may run without a heartbeat, in seconds. Then those of a gateway that was killed are over. */
const leaseSeconds = 30;

/** Asks for calls, and lets the MCP server run those that are allowed. */
export class CallRunner {
  readonly #settings: CallSettings;
  readonly #calls: OpenCalls;
  /** The last call of each question. Calls with one question run one after the other. */
  readonly #lastOf = new Map<string, HeldCall>();
  readonly #unfinished = new Set<Promise<void>>();

  constructor(settings: CallSettings, calls: OpenCalls) {
    this.#settings = settings;
    this.#calls = calls;
  }

  /** Holds a call until it is answered. */
  hold(call: HeldCall): void {
    const isFull = this.#calls.size >= mostCalls || this.#calls.bytes + call.text.length > mostText;
    this.#calls.add(call);
    const work = this.#process(call, isFull).finally(() => {
      this.#calls.remove(call);
      this.#unfinished.delete(work);
    });
    this.#unfinished.add(work);
  }

  /** Resolves when the reports of all calls were sent. */
  async finished(): Promise<void> {
    await Promise.all(this.#unfinished);
  }

  async #process(call: HeldCall, isFull: boolean): Promise<void> {
    const { name, scope } = this.#settings;
    const { params } = call.message;
    const toolCall: ToolCall = {
      scope,
      actionType: `${name}.${params.name}`,
      arguments: params.arguments ?? {},
      summary: summarizeCall(name, params),
    };
    try {
      if (isFull) throw new UpstreamError("too many calls wait or run; make fewer at a time");
      await this.#inTurn(call, keyOfCall(toolCall), () => this.#ask(call, toolCall));
    } catch (error) {
      if (error instanceof NotWantedError) return;
      if (!(error instanceof UpstreamError || error instanceof MadeAgainError)) throw error;
      const [first = "", ...rest] = error.message;
      await this.#answer(call, `${first.toUpperCase()}${rest.join("")}.`);
    }
  }

  /** Lets the same call before this one end first: a question can be open once. */
  async #inTurn(call: HeldCall, question: string, ask: () => Promise<void>): Promise<void> {
    const before = this.#lastOf.get(question);
    this.#lastOf.set(question, call);
    try {
      if (before !== undefined) await this.#replace(before);
      call.signal.throwIfAborted();
      await ask();
    } finally {
      call.finish();
      if (this.#lastOf.get(question) === call) this.#lastOf.delete(question);
    }
  }

  /**
   * Waits until a call is over, or ends it if it waits for people: agents that gave up a call without saying so make it
   * again, and the run must answer the call that they wait for.
   */
  async #replace(call: HeldCall): Promise<void> {
    await Promise.race([call.done, call.waiting]);
    if (!call.isSent) {
      call.end(new MadeAgainError("the same call was made again, and that one waits now"));
    }
    await call.done;
  }

  async #ask(call: HeldCall, toolCall: ToolCall): Promise<void> {
    const { client, name, wait, editable, excerptLength } = this.#settings;
    const permission = await askForCall(client, toolCall, {
      worker: `gateway ${name}`,
      timeout: wait,
      leaseSeconds,
      editable,
      signal: call.signal,
      onWait: () => call.wait((notice) => void this.#settings.tell(notice), toolCall.summary),
    });
    call.stopNotices();
    if (!permission.granted) {
      await this.#answer(call, permission.reason);
      return;
    }
    await runGranted(
      this.#settings.reporter,
      permission,
      (given) => this.#run(call, permission.edited ? withArguments(call, given) : call.text),
      (answer) => describeAnswer(answer, excerptLength),
    );
  }

  async #run(call: HeldCall, text: string): Promise<string> {
    const { upstream } = this.#settings;
    await upstream.ready();
    call.signal.throwIfAborted();
    call.isSent = true;
    upstream.send(text, call.message).catch((error: Error) => call.end(error));
    return call.answer;
  }

  async #answer(call: HeldCall, text: string): Promise<void> {
    this.#calls.remove(call);
    await this.#settings.tell(toolErrorAnswer(call.message, text));
  }
}

function withArguments({ message }: HeldCall, given: unknown): string {
  return JSON.stringify({ ...message, params: { ...message.params, arguments: given } });
}
