import { isInputRequiredResult } from "@modelcontextprotocol/server";
import Type, { type Static } from "typebox";
import { type AskOptions, askForProposed, type ClaimOptions } from "../../calls/ask-for-call.ts";
import type { Action, Permission } from "../../calls/permission.ts";
import { refuse, refuseEnded } from "../../calls/refusals.ts";
import type { ToolCall } from "../../calls/tool-call.ts";
import { askAtClient, findShown } from "../ask-at-client.ts";
import { ToolFailure } from "../failures.ts";
import { withProgress } from "../progress.ts";
import { propose } from "./propose.ts";
import { callOf, clientNameOf, questionMembers } from "./question.ts";
import { defineTool, type Tool, type ToolRequest } from "./tool.ts";
import { defaultWait, endOf, WaitSeconds } from "./wait.ts";

const InputSchema = Type.Object(
  {
    ...questionMembers,
    wait_seconds: Type.Optional({ ...WaitSeconds, default: defaultWait }),
    lease_seconds: Type.Optional(
      Type.Integer({
        minimum: 30,
        maximum: 43_200,
        default: 900,
        description:
          "With will_run: how long you have to carry it out and report, before its outcome counts as unknown.",
      }),
    ),
  },
  { additionalProperties: false },
);
const OutputSchema = Type.Object({
  outcome: Type.String({
    description: "approved, rejected, denied, withdrawn, expired, unanswered or begun",
  }),
  message: Type.String({ description: "What the outcome means, and what to do now" }),
  id: Type.String(),
  action_payload: Type.Optional(
    Type.Unknown({ description: "Exactly what was approved, which alone may run" }),
  ),
  edited: Type.Optional(Type.Boolean({ description: "Whether a person changed the payload" })),
  payload_digest: Type.Optional(Type.String()),
  lease_token: Type.Optional(Type.String({ description: "For report_outcome; tell no one" })),
  lease_expires_at: Type.Optional(Type.String()),
});
type Input = Static<typeof InputSchema>;
type Output = Static<typeof OutputSchema>;

/** Asks and waits. */
export const requestApproval: Tool = defineTool({
  name: "request_approval",
  title: "Ask a person, and wait",
  description:
    "Ask the person before you do something with a side effect that they may not want: merge, deploy, delete, send, pay, force-push. It waits for the decision. Run the action only if the outcome is approved, exactly with the action_payload of the answer, once, and then call report_outcome. If the outcome is unanswered, make the same call again to go on waiting. The same call finds its open question again, also after a restart.",
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  input: InputSchema,
  output: OutputSchema,
  run: async (input, request) => {
    // Not proposed again after it was shown: once it is decided, that would be another question.
    const claim = claimOf(input, request);
    const { call, options } = callOf(input, request);
    const action = (await findShown(call, request)) ?? (await propose(input, request, claim));
    const asked = await askAtClient(action, request);
    if (isInputRequiredResult(asked)) return asked;
    const { wait_seconds: seconds = defaultWait } = input;
    try {
      const wait = () =>
        claim === undefined
          ? waitForWorker(action.id, seconds, request)
          : waitForPermission(call, action, { ...options, ...claim }, seconds, request);
      return await withProgress(request.context, seconds, wait);
    } finally {
      asked?.end();
    }
  },
});

/** How a model that carries the action out itself claims it; undefined where a worker does. */
function claimOf(
  { will_run = true, lease_seconds: leaseSeconds = 900 }: Input,
  request: ToolRequest,
): ClaimOptions | undefined {
  return will_run ? { worker: `mcp ${clientNameOf(request)}`, leaseSeconds } : undefined;
}

async function waitForPermission(
  call: ToolCall,
  action: Action,
  options: AskOptions,
  seconds: number,
  request: ToolRequest,
): Promise<Output> {
  const waiting = { ...options, timeout: seconds * 1000, signal: endOf(request) };
  const permission = await askForProposed(request.client, call, action, waiting);
  return permission.granted ? granted(permission) : refused(permission);
}

function granted(permission: Extract<Permission, { granted: true }>): Output {
  const { actionId, edited, lease } = permission;
  const changed = edited ? ", with a payload that a person changed" : "";
  return {
    outcome: "approved",
    message: `Approved${changed}. Carry out exactly action_payload now, once. Then call report_outcome with the id and the lease_token, also if it fails.`,
    id: actionId,
    action_payload: permission.arguments,
    edited,
    payload_digest: permission.payloadDigest,
    lease_token: lease.token,
    lease_expires_at: lease.expiresAt.toISOString(),
  };
}

function refused(permission: Extract<Permission, { granted: false }>): Output {
  const { refusal, reason, actionId } = permission;
  if (actionId === null) throw new ToolFailure(reason);
  return { outcome: refusal, message: reason, id: actionId };
}

/** Waits for the decision about an action that a worker carries out. */
async function waitForWorker(id: string, seconds: number, request: ToolRequest): Promise<Output> {
  const { pendingActions } = request.client;
  const signal = endOf(request);
  const { action } = await pendingActions.waitForDecision(id, { timeout: seconds * 1000, signal });
  if (action === null) return refused(refuse("unanswered", { id, decision_reason: null }));
  const { state, edited_by, action_payload, payload_digest } = action;
  if (!["confirmed", "executing", "succeeded", "failed"].includes(state)) {
    return refused(refuseEnded(action));
  }
  return {
    outcome: "approved",
    message:
      "Approved. A worker carries it out, so do not carry it out yourself. check_action tells the outcome.",
    id,
    action_payload,
    edited: edited_by !== null,
    payload_digest,
  };
}
