import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
} from "@modelcontextprotocol/server";
import { keyOfCall } from "../calls/call-key.ts";
import type { Action } from "../calls/permission.ts";
import type { ToolCall } from "../calls/tool-call.ts";
import type { ShownAction } from "./elicited-decisions.ts";
import type { ToolRequest } from "./tools/tool.ts";
import { endOf } from "./tools/wait.ts";

/** The form of a question. Nothing is chosen beforehand. */
const requestedSchema = {
  type: "object" as const,
  properties: {
    decision: {
      type: "string" as const,
      title: "Decision",
      description: "Closing or declining this form is no answer; the question then stays open.",
      enum: ["approve", "reject"],
    },
    reason: {
      type: "string" as const,
      title: "Reason",
      description: "The agent reads it.",
      maxLength: 1000,
    },
  },
  required: ["decision"],
};

/** How long a form of a 2025 client stays open, in milliseconds. */
const formTime = 3_600_000;

/**
 * Asks the person at the MCP client too, where that is set up and the client can show forms. Of the protocol's two ways
 * a client has one: since 2026 the answer to the call asks for input, and the client makes the call again with it;
 * before, the server sends a request while it waits.
 *
 * @returns what to answer to the call; or, if the form is open while the call waits, how to close it.
 */
export async function askAtClient(
  { id, state }: Pick<Action, "id" | "state">,
  request: ToolRequest,
): Promise<InputRequiredResult | { readonly end: () => void } | undefined> {
  const { elicited, context } = request;
  if (elicited === undefined || state !== "pending" || !showsForms(request)) return undefined;
  const { mcpReq } = context;
  if (mcpReq.envelope !== undefined) {
    const shown = mcpReq.requestState<ShownAction>();
    const answer = inputResponse(mcpReq.inputResponses, "decision");
    if (shown?.id === id && answer.kind === "elicit") {
      await elicited.decide(shown, answer);
      return undefined;
    }
  }
  const question = await elicited.questionOf(id, endOf(request));
  if (question === undefined) return undefined;
  const { message, ...shown } = question;
  if (mcpReq.envelope === undefined) return sendForm(message, shown, request);
  return inputRequired({
    inputRequests: { decision: inputRequired.elicit({ message, requestedSchema }) },
    requestState: await elicited.states.mint(shown),
  });
}

/** The action that the client was given to show for this call, in an earlier round of it. */
export async function findShown(
  call: ToolCall,
  { elicited, client, context: { mcpReq } }: ToolRequest,
): Promise<Action | undefined> {
  // Without it nothing has checked the seal of the state.
  const shown = elicited && mcpReq.requestState<ShownAction>();
  if (shown === undefined) return undefined;
  const action = await client.pendingActions.get(shown.id, { signal: mcpReq.signal });
  return action.idempotency_key === keyOfCall(call) ? action : undefined;
}

function sendForm(
  message: string,
  shown: ShownAction,
  { elicited, server }: ToolRequest,
): { readonly end: () => void } {
  const closed = new AbortController();
  const options = { signal: closed.signal, timeout: formTime };
  server.server
    .elicitInput({ mode: "form", message, requestedSchema }, options)
    .then((answer) => elicited?.decide(shown, answer))
    // The form was closed, or the client cannot show it after all: no answer.
    .catch(() => undefined);
  return { end: () => closed.abort("the call has ended") };
}

/** Whether the client can show forms. One that names no mode can (MCP 2025-06-18). */
function showsForms({ context, server }: ToolRequest): boolean {
  const capabilities =
    context.mcpReq.envelope === undefined
      ? server.server.getClientCapabilities()
      : context.mcpReq.envelope[CLIENT_CAPABILITIES_META_KEY as never];
  const { elicitation } = (capabilities ?? {}) as { readonly elicitation?: object };
  return elicitation !== undefined && ("form" in elicitation || !("url" in elicitation));
}
