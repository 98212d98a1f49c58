import type { Executor } from "@handsfree/query";
import { type Context, systemContext } from "@handsfree/repositories";
import {
  executeActions,
  type ExecuteOptions,
  type Execution,
  ExecutionFailure,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import { signStandardWebhook } from "@handsfree/repositories/webhooks";
import type { Database } from "@handsfree/schema";
import type { OutgoingAnswer, SendRequest } from "../outgoing/send.ts";
import { asFailure, waitAfter } from "../failure.ts";
import { requirePermission } from "../permission.ts";
import { recordReceipt } from "../receipt.ts";

/** Options of `executeByWebhook`: those of `executeActions`, and what is called. */
export interface WebhookExecuting extends Omit<ExecuteOptions, "execute" | "types" | "worker"> {
  /** The URL for each type of action. */
  readonly urls: Readonly<Record<string, string>>;
  /** By which requests are signed, as Standard Webhooks write it: `whsec_` and base64. */
  readonly secret: string;
  /** Makes the requests. Give one of `requestSender`, which says which addresses may be called. */
  readonly send: SendRequest;
  /** The worker's name in the audit trail. Default `webhook`. */
  readonly worker?: string | undefined;
}

/** The longest wait that a receiver can ask for, in seconds. */
const longestWait = 3600;
/** Statuses below 500 after which a request may be repeated. */
const temporary: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Carries out approved actions by calls of signed webhooks (Standard Webhooks), until the signal is aborted. The policies
 * of that moment judge each action again before. Each attempt has the same `webhook-id`, the idempotency key, by which the
 * receiver acts once. An answer 2xx is success, and its JSON the result of the action; 408, 425, 429, 5xx and no answer
 * release the action until it may be tried again; others fail it.
 *
 * @param db must not be a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for an error of the database that is not retryable.
 */
export async function executeByWebhook(
  db: Executor<Database>,
  options: WebhookExecuting,
  context: Context = systemContext,
): Promise<void> {
  const { urls, secret, send, worker = "webhook", ...rest } = options;
  // So that a wrong secret is told at the start.
  signStandardWebhook(secret, { id: "0", timestamp: context.now(), body: "" });
  const call = async (action: PendingAction, execution: Execution): Promise<unknown> => {
    await requirePermission(db, action.id, context);
    const { idempotencyKey, attempt, signal } = execution;
    const body = messageOf(action, execution, context);
    const message = { id: idempotencyKey, timestamp: context.now(), body };
    const answer = await send({
      url: urls[action.actionType] ?? "",
      headers: { "content-type": "application/json", ...signStandardWebhook(secret, message) },
      body,
      signal,
      wantsBody: true,
    });
    const result = readAnswer(answer, attempt);
    const target = action.repository ?? action.actionType;
    await recordReceipt(db, action, { target, result, attempt, idempotencyKey }, context);
    return result;
  };
  const execute = (action: PendingAction, execution: Execution): Promise<unknown> =>
    call(action, execution).catch((error: unknown) => {
      throw asFailure(error, execution);
    });
  await executeActions(db, { ...rest, types: Object.keys(urls), worker, execute }, context);
}

/** The body of a request. The payload is as it was approved, to the digit. */
function messageOf(action: PendingAction, { attempt }: Execution, { now }: Context): string {
  const { id, userId, actionType, actionPayloadJson, payloadDigest, repository, summary, version } =
    action;
  const data = JSON.stringify({
    action_id: id,
    user_id: userId,
    action_type: actionType,
    repository,
    summary,
    version,
    payload_digest: payloadDigest,
    attempt,
  });
  const head = JSON.stringify({ type: "action.execute", timestamp: now().toISOString() });
  return `${head.slice(0, -1)},"data":${data.slice(0, -1)},"action_payload":${actionPayloadJson}}}`;
}

/** The receipt of an answer. @throws {ExecutionFailure} */
function readAnswer(answer: OutgoingAnswer, attempt: number): unknown {
  const wait = waitAfter(attempt);
  if ("error" in answer) {
    throw new ExecutionFailure(`the webhook could not be called: ${answer.error}`, {
      retryAfterSeconds: wait,
    });
  }
  const { status, retryAfter, body = "" } = answer;
  if (status >= 200 && status < 300) return parsed(body) ?? { status };
  const problem = `the webhook answered ${status}`;
  if (status < 500 && !temporary.has(status)) {
    throw new ExecutionFailure(problem, { result: parsed(body) ?? { status } });
  }
  const asked = /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) : 0;
  throw new ExecutionFailure(problem, {
    retryAfterSeconds: Math.max(wait, Math.min(longestWait, asked)),
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
