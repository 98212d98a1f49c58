import type {
  InferToolInput,
  InferToolOutput,
  ModelMessage,
  Tool,
  ToolModelMessage,
  ToolSet,
} from "ai";
import { findOpenQuestion, type GuardOptions, runGuarded, untilAnswered } from "./guard.ts";

/** How the calls of a tool of the AI SDK are asked about. */
export interface ToolGuard<Arguments, Result> extends GuardOptions<Arguments, Result> {
  /** The name of the tool in the set of tools. */
  readonly name: string;
}

/** The guards of tools that pause. */
const pausing = new WeakMap<object, ToolGuard<unknown, unknown>>();

/**
 * Guards a tool of the AI SDK: each call asks first. A refusal is an error of the tool, whose text the model reads. Of a
 * tool that streams results the last one is kept.
 *
 * With `pause` an open question is an approval request of the run: keep the messages, and go on with the message of
 * `answerRequests`. A setting `toolApproval` of the run must leave the tool out.
 *
 * @returns a tool of the same type. The one that is given stays unguarded.
 * @throws {TypeError} if the tool has no `execute`.
 */
export function guardTool<T extends Tool>(
  tool: T,
  guard: ToolGuard<InferToolInput<T>, InferToolOutput<T>>,
): T {
  const { execute } = tool;
  const { name } = guard;
  if (execute === undefined) {
    throw new TypeError(`the tool ${name} must have execute, since the guard runs it`);
  }
  type Options = Parameters<typeof execute>[1];
  const made = (given: InferToolInput<T>, { toolCallId, abortSignal }: Partial<Options>) => ({
    name,
    given,
    callId: toolCallId,
    signal: abortSignal,
  });
  const guarded = {
    ...tool,
    execute: (given: InferToolInput<T>, options: Options) =>
      runGuarded(guard, made(given, options), async (abortSignal) =>
        lastOf<InferToolOutput<T>>(execute(given, { ...options, abortSignal })),
      ),
    ...(guard.pause === true && {
      needsApproval: async (given: InferToolInput<T>, options: Partial<Options>) =>
        (await findOpenQuestion(guard, made(given, options))) !== undefined,
    }),
  };
  if (guard.pause === true) pausing.set(guarded, guard as ToolGuard<unknown, unknown>);
  return guarded;
}

/** The options of `answerRequests`. */
export interface AnswerOptions {
  /** How long to wait for people, in milliseconds. Default: as the tool says, else until they have decided. */
  readonly timeout?: number | undefined;
  /** Ends the wait. The questions stay open. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until people have decided about the calls of a paused run, and makes the message with which it goes on.
 *
 * @param tools those of the run.
 * @param messages the run's, to its end. Requests of the last message by tools without a guard stay as they are.
 * @returns undefined if a question is still open, the server cannot be asked, or there is no request.
 * @throws the reason of the signal when it is aborted.
 */
export async function answerRequests(
  tools: ToolSet,
  messages: readonly ModelMessage[],
  { timeout, signal }: AnswerOptions = {},
): Promise<ToolModelMessage | undefined> {
  const content: ToolModelMessage["content"] = [];
  for (const { approvalId, guard, given, callId } of requestsOf(tools, messages)) {
    const { name } = guard;
    const asking = timeout === undefined ? guard : { ...guard, timeout };
    const decided = await untilAnswered(asking, { name, given, callId, signal });
    const isRefused = "granted" in decided;
    if (isRefused && (decided.refusal === "unanswered" || decided.refusal === "unavailable")) {
      return undefined;
    }
    content.push({
      type: "tool-approval-response",
      approvalId,
      // Of a call that has begun, the call itself tells the outcome.
      approved: !isRefused || decided.refusal === "begun",
      ...(isRefused && { reason: decided.reason }),
    });
  }
  return content.length === 0 ? undefined : { role: "tool", content };
}

/** The approval requests in the last message that are of guarded tools. */
function requestsOf(tools: ToolSet, messages: readonly ModelMessage[]) {
  const last = messages.at(-1);
  const parts = last?.role === "assistant" && typeof last.content !== "string" ? last.content : [];
  return parts.flatMap((part) => {
    if (part.type !== "tool-approval-request") return [];
    const call = parts.find(
      (other) => other.type === "tool-call" && other.toolCallId === part.toolCallId,
    );
    if (call?.type !== "tool-call" || !Object.hasOwn(tools, call.toolName)) return [];
    const guard = pausing.get(tools[call.toolName] ?? {});
    if (guard === undefined) return [];
    const { approvalId, toolCallId: callId } = part;
    return [{ approvalId, guard, given: call.input, callId }];
  });
}

async function lastOf<Output>(
  result: AsyncIterable<Output> | PromiseLike<Output> | Output,
): Promise<Output> {
  const isStream = typeof result === "object" && result !== null && Symbol.asyncIterator in result;
  if (!isStream) return await result;
  let last: { readonly output: Output } | undefined;
  for await (const output of result) last = { output };
  return last?.output as Output;
}
