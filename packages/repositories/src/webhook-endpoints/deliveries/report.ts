import type { Executor } from "@handsfree/query";
import type { Database, WebhookDeliveryRow } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { keepError } from "../../work/error-text.ts";
import type { Holder } from "../../work/held.ts";
import type { Move } from "../../work/leased-work.ts";
import { reportWork } from "../../work/report.ts";
import { disable } from "../enable.ts";
import type { WebhookEndpoint } from "../endpoint.ts";
import { findWebhookEndpoint } from "../find.ts";
import { webhookEndpointLimits } from "../limits.ts";
import type { WebhookAnswer } from "./message.ts";
import { mostAttempts, nextDeliveryAttempt } from "../../deliveries/retry-waits.ts";
import { type DeliveryTypes, deliveryWork } from "./work.ts";

/** Stores the outcome of an attempt, and what it says about the endpoint. */
export async function reportAnswer(
  db: Executor<Database>,
  holder: Holder,
  { endpoint, answer, random }: Attempted,
  context: Context,
): Promise<void> {
  const status = "status" in answer ? answer.status : null;
  const isDelivered = status !== null && status >= 200 && status <= 299;
  const isGone = status === 410;
  const last_error = isDelivered ? null : keepError(problemOf(answer), context);
  await reportWork(
    db,
    deliveryWork,
    holder,
    {
      end: (row, now) => {
        const ended = { response_status: status, last_error };
        if (isDelivered) return end("delivered", ended, now);
        if (isGone || row.attempts >= mostAttempts) return end("dead", ended, now);
        const asked = "status" in answer ? answer.retryAfter : undefined;
        const next_attempt_at = nextDeliveryAttempt(row.attempts, asked, now, random);
        return { set: { ...ended, next_attempt_at }, step: null };
      },
    },
    context,
  );
  if (isGone) await disable(db, { ...read(endpoint), because: "gone" }, context);
  else await noteHealth(db, endpoint, isDelivered, context);
}

interface Attempted {
  /** As it was read before the attempt. */
  readonly endpoint: WebhookEndpoint;
  readonly answer: WebhookAnswer;
  readonly random: () => number;
}

/** Ends a delivery whose event is no longer kept. */
export async function reportMissing(
  db: Executor<Database>,
  holder: Holder,
  context: Context,
): Promise<void> {
  const last_error = "the event is no longer kept";
  const report = { end: (_row: WebhookDeliveryRow, now: Date) => end("dead", { last_error }, now) };
  await reportWork(db, deliveryWork, holder, report, context);
}

/** Gives a delivery back: the attempt does not count. */
export async function releaseDelivery(
  db: Executor<Database>,
  holder: Holder,
  context: Context,
): Promise<void> {
  const report = {
    end: ({ attempts }: WebhookDeliveryRow, now: Date) => ({
      set: { attempts: attempts - 1, next_attempt_at: now },
      step: null,
    }),
  };
  await reportWork(db, deliveryWork, holder, report, context);
}

function end(
  state: "delivered" | "dead",
  set: Partial<WebhookDeliveryRow>,
  now: Date,
): Move<DeliveryTypes> {
  return { set: { ...set, state, next_attempt_at: null, ended_at: now }, step: null };
}

function problemOf(answer: WebhookAnswer): string {
  if ("error" in answer) return answer.error;
  const isRedirect = answer.status >= 300 && answer.status <= 399;
  return `answered ${answer.status}${isRedirect ? ", and redirects are not followed" : ""}`;
}

/** The change is about the address that was called, and no other. */
function read(endpoint: WebhookEndpoint) {
  return { id: endpoint.id, by: null, asRead: endpoint };
}

/** Remembers since when an endpoint has only failed, and disables it after days of that. */
async function noteHealth(
  db: Executor<Database>,
  before: WebhookEndpoint,
  isHealthy: boolean,
  context: Context,
): Promise<void> {
  // Read again, since other attempts have ended meanwhile; mostly there is nothing to change.
  const endpoint = await findWebhookEndpoint(db, before.id);
  if (endpoint === undefined || endpoint.url !== before.url) return;
  const now = context.now();
  const { failingSince } = endpoint;
  if (isHealthy ? failingSince !== null : failingSince === null) {
    await db
      .updateTable("webhook_endpoints")
      .set({ failing_since: isHealthy ? null : now })
      .where("id", "=", endpoint.id)
      .execute();
  }
  if (isHealthy || failingSince === null) return;
  const failed = now.getTime() - failingSince.getTime();
  if (failed < webhookEndpointLimits.failingSeconds * 1000) return;
  await disable(db, { ...read(endpoint), because: "failing" }, context);
}
