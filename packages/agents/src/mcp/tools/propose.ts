import { HandsFreeProblem, type ProposedAction } from "@handsfree/client";
import { type ClaimOptions, proposeCall } from "../../calls/ask-for-call.ts";
import { keyOfCall } from "../../calls/call-key.ts";
import { ToolFailure } from "../failures.ts";
import { callOf, type Question } from "./question.ts";
import type { ToolRequest } from "./tool.ts";
import { endOf } from "./wait.ts";

/**
 * Proposes a question, or finds it.
 *
 * @param claim of a model that carries the action out itself, if it is allowed.
 * @throws {ToolFailure} if it is open with other words or settings.
 */
export async function propose(
  question: Question,
  request: ToolRequest,
  claim?: ClaimOptions,
): Promise<ProposedAction> {
  const { call, options } = callOf(question, request);
  const signal = endOf(request);
  try {
    return await proposeCall(request.client, call, { ...options, signal }, claim);
  } catch (error) {
    if (!(error instanceof HandsFreeProblem) || error.code !== "key_reused") throw error;
    const key = keyOfCall(call);
    const query = { action_type: call.actionType, limit: 100 };
    const { items } = await request.client.pendingActions.list(query, { signal }).page();
    const open = items.find(({ idempotency_key }) => idempotency_key === key);
    throw new ToolFailure(
      open === undefined
        ? "The same action was asked for with another summary, repository or settings, and has not ended. Repeat that call exactly, or wait until it has ended."
        : `The same action waits already as ${open.id}, with other words or settings. Use check_action with this id, or repeat the call with this summary, word for word: ${JSON.stringify(open.summary)}`,
    );
  }
}
