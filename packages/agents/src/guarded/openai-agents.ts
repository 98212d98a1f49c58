import {
  type FunctionTool,
  tool,
  type ToolExecuteArgument,
  type ToolInputParameters,
  type ToolOptions,
  type ToolOutputSchema,
  type UnknownContext,
} from "@openai/agents";
import { CallRefused } from "./call-refused.ts";
import { findOpenQuestion, type GuardOptions, type MadeCall, runGuarded } from "./guard.ts";

/**
 * Makes a tool of the OpenAI Agents SDK, as `tool` does, each call of which asks first. A refusal is the output of the
 * call. A tool with an `outputSchema` gives it to its `errorFunction` as a `CallRefused`; without one the run fails.
 *
 * With `pause` an open question is an interruption of the run: keep `result.state`, and run it again later. The run is
 * interrupted again while the question is open; `approve` and `reject` of the state are not needed.
 *
 * @param definition what `tool` takes. HandsFree decides in place of its `needsApproval`.
 */
export function guardTool<
  TParameters extends ToolInputParameters = undefined,
  Context = UnknownContext,
  Result = string,
  TOutputSchema extends ToolOutputSchema | undefined = undefined,
>(
  definition: ToolOptions<TParameters, Context, TOutputSchema>,
  options: GuardOptions<ToolExecuteArgument<TParameters>, unknown>,
): ReturnType<typeof tool<TParameters, Context, Result, TOutputSchema>> {
  type Given = ToolExecuteArgument<TParameters>;
  const { outputSchema } = definition;
  const execute = definition.execute as (
    given: Given,
    context?: unknown,
    details?: Details,
  ) => unknown;
  const made = (
    given: Given,
    callId: string | undefined,
    signal?: AbortSignal,
  ): MadeCall<Given> => ({
    name: guarded.name,
    given,
    callId,
    signal,
  });
  const ask = async (given: Given, context?: unknown, details?: Details): Promise<unknown> => {
    const call = made(given, details?.toolCall?.callId, details?.signal);
    try {
      return await runGuarded(options, call, async (signal) =>
        execute(given, context, { ...details, signal }),
      );
    } catch (error) {
      if (error instanceof CallRefused && outputSchema === undefined) return error.message;
      throw error;
    }
  };
  const needsApproval = async (_: unknown, given: Given, callId?: string): Promise<boolean> =>
    options.pause === true && (await findOpenQuestion(options, made(given, callId))) !== undefined;
  const guarded: FunctionTool<Context, TParameters> = tool<
    TParameters,
    Context,
    Result,
    TOutputSchema
  >({
    ...definition,
    // The name is of the function that is guarded, where the definition has none.
    name: definition.name ?? execute.name,
    execute: ask,
    needsApproval: options.pause === true ? needsApproval : false,
  } as ToolOptions<TParameters, Context, TOutputSchema>);
  return guarded as ReturnType<typeof tool<TParameters, Context, Result, TOutputSchema>>;
}

interface Details {
  readonly toolCall?: { readonly callId: string };
  readonly signal?: AbortSignal;
}
