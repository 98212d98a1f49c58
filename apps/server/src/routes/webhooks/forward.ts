import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findWebhookEvent, forwardWebhookEvent } from "@handsfree/repositories/webhooks";
import { ref } from "@handsfree/wire";
import {
  renderWebhookEvent,
  type WebhookForwardJson,
  WebhookForwardSchema,
} from "@handsfree/wire/webhooks";
import Type from "typebox";
import { callerOf } from "../../access/caller.ts";
import { webhookWorkers } from "../../access/groups.ts";
import { onceEnded } from "../../http/once-ended.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { IdParameters, NoQuery } from "../../http/schemas.ts";
import { whileWanted } from "../../http/while-wanted.ts";
import type { Services } from "../../services.ts";
import { AddressRules } from "@handsfree/executors/outgoing";
import {
  type OutgoingAnswer,
  type OutgoingRequest,
  requestSender,
} from "@handsfree/executors/outgoing";
import { Url } from "../webhook-endpoints/schemas.ts";

/** How long the request may take, in milliseconds. */
const timeLimit = 10_000;
/** How much of the answer's body is shown, in bytes. */
const mostShown = 4096;

export const forwardWebhookRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, webhookSources = [], webhookAddresses = new AddressRules("") },
) => {
  const send = requestSender({ rules: webhookAddresses, timeLimit });

  app.post(
    "/v1/webhook-events/:id/forward",
    {
      config: { access: webhookWorkers },
      schema: {
        operationId: "forwardWebhookEvent",
        summary: "Send a delivery to a URL once, as its sender made it",
        description:
          "The body is sent to the byte, with the headers that were kept and with the signature, which is made again by the secret of the source; a sender with a public key alone has none. It is recorded in the history of the event, which keeps its state. The addresses are those of webhook endpoints. The request takes 10 s at most, and follows no redirect.",
        tags: ["webhook events"],
        params: IdParameters,
        querystring: NoQuery,
        body: Type.Object({ url: Url }, { additionalProperties: false }),
        response: {
          200: ref(WebhookForwardSchema),
          ...problemResponses(400, 404, 409, 410, 429, 503),
        },
      },
    },
    async (request, reply): Promise<WebhookForwardJson> => {
      const { params, body } = request;
      // The memory is taken before the body is read, which can have 25 MiB.
      const stored = await findWebhookEvent(db, params.id);
      app.answerBytes.take(reply, stored?.bodyBytes ?? 0);
      const source = webhookSources.find(({ name }) => name === stored?.source);
      const wanted = { ...params, url: body.url, source, requestedBy: callerOf(request).id };
      const ready = await forwardWebhookEvent(db, wanted, context);
      if (ready.outcome === "not_found") {
        throw new Problem(404, "not_found", "there is no event with this id");
      }
      if (ready.outcome === "wrong_state") {
        const detail = "the delivery is forged, and is not sent on";
        throw new Problem(409, ready.outcome, detail, { event: renderWebhookEvent(ready.event) });
      }
      if (ready.outcome === "payload_removed") {
        const detail = "the body was removed, so there is nothing to send";
        throw new Problem(410, ready.outcome, detail, { event: renderWebhookEvent(ready.event) });
      }
      const open = whileWanted(reply, app.closingSignal);
      onceEnded(reply.raw, () => open.release());
      const { url, headers, body: bytes, isSigned: signed } = ready;
      const outgoing: OutgoingRequest = {
        url,
        headers,
        body: bytes,
        signal: open.signal,
        wantsBody: true,
      };
      const begun = performance.now();
      const answer = await send(outgoing);
      const duration_ms = Math.round(performance.now() - begun);
      return { ...render(answer), duration_ms, signed };
    },
  );
};

function render(answer: OutgoingAnswer): Pick<WebhookForwardJson, "body" | "error" | "status"> {
  if ("error" in answer) return { status: null, error: answer.error, body: null };
  const { status, body = "" } = answer;
  return { status, error: null, body: beginningOf(body) };
}

/** Whole characters alone. */
function beginningOf(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostShown) return text;
  return new TextDecoder().decode(bytes.subarray(0, mostShown), { stream: true });
}
