import { ToolMessage } from "@langchain/core/messages";
import type { StructuredToolInterface } from "@langchain/core/tools";
import { interrupt } from "@langchain/langgraph";
import { CallRefused } from "./call-refused.ts";
import { findOpenQuestion, type GuardOptions, runGuarded } from "./guard.ts";

/** The value of the interrupt of a call that waits for people. */
export interface PausedCall {
  readonly kind: "handsfree_question";
  /** The action, for `client.pendingActions.waitForDecision`. */
  readonly actionId: string;
  readonly tool: string;
  readonly summary: string;
}

type ArgumentsOf<T> = T extends { func: (given: infer Given, ...rest: never[]) => unknown }
  ? Given
  : unknown;

/**
 * Guards a tool of LangChain, as graphs of LangGraph call it: each call asks first. A refusal is the message of the tool,
 * with the status `error`; a call that is no call of a model throws it as a `CallRefused`.
 *
 * With `pause` an open question interrupts the graph, which needs a checkpointer, with a `PausedCall`. Any
 * `new Command({ resume })` goes on; it interrupts again while the question is open.
 *
 * @returns a tool of the same type. The one that is given stays unguarded.
 */
export function guardTool<T extends StructuredToolInterface>(
  tool: T,
  options: GuardOptions<ArgumentsOf<T>, unknown>,
): T {
  const plain = tool as unknown as CallableTool<ArgumentsOf<T>>;
  // The class of the tool has the rest: schemas, callbacks, and the form of results.
  const guarded = Object.assign(Object.create(Object.getPrototypeOf(tool)) as typeof plain, plain);
  guarded._call = async (given, manager, config) => {
    const { toolCall, signal } = config ?? {};
    const made = { name: tool.name, given, callId: toolCall?.id, signal };
    if (options.pause === true) {
      for (let open = await findOpenQuestion(options, made); open !== undefined;) {
        const { id: actionId, summary } = open;
        // Throws, unless the graph goes on; the values of earlier pauses are answered first.
        interrupt({
          kind: "handsfree_question",
          actionId,
          tool: tool.name,
          summary,
        } satisfies PausedCall);
        open = await findOpenQuestion(options, made);
      }
    }
    try {
      return await runGuarded(options, made, async (under) =>
        lastOf(await plain._call(given, manager, { ...config, signal: under })),
      );
    } catch (error) {
      if (!(error instanceof CallRefused) || toolCall?.id === undefined) throw error;
      const { message: content } = error;
      const { name } = tool;
      return new ToolMessage({ content, name, tool_call_id: toolCall.id, status: "error" });
    }
  };
  return guarded as unknown as T;
}

/** The members of a tool of LangChain that its class declares as protected. */
interface CallableTool<Given> {
  _call(given: Given, manager?: unknown, config?: ToolConfig): unknown;
}

interface ToolConfig {
  readonly toolCall?: { readonly id?: string | undefined };
  readonly signal?: AbortSignal;
}

/** The result of a tool that streams events: they would come too late for a guarded call. */
async function lastOf(result: unknown): Promise<unknown> {
  if (typeof result !== "object" || result === null || !(Symbol.asyncIterator in result)) {
    return result;
  }
  const events = result as AsyncGenerator<unknown, unknown>;
  for (;;) {
    const { done, value } = await events.next();
    if (done === true) return value;
  }
}
