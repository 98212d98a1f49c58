import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  listWebhookTransitions,
  replayWebhookEvent,
  retryWebhookEvent,
  reviveWebhookEvent,
  type WebhookRequested,
} from "@handsfree/repositories/webhooks";
import { fieldsOf, ref, renderPage } from "@handsfree/wire";
import {
  renderWebhookOutcome,
  renderWebhookTransition,
  type WebhookOutcomeJson,
  WebhookOutcomeSchema,
  WebhookTransitionPageSchema,
} from "@handsfree/wire/webhooks";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery, RequestReason } from "../../http/schemas.ts";
import { callerOf } from "../../access/caller.ts";
import { webhookReaders, webhookWorkers } from "../../access/groups.ts";
import type { Services } from "../../services.ts";

/** Requests of people about events, and the history of an event. */
export const requestWebhookRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  for (const [verb, make, summary] of [
    ["retry", retryWebhookEvent, "Make an event that waits due now"],
    ["revive", reviveWebhookEvent, "Make a dead event due again, with its full number of attempts"],
    ["replay", replayWebhookEvent, "Make an event due once more, as a new attempt"],
  ] as const) {
    app.post(
      `/v1/webhook-events/:id/${verb}`,
      {
        config: { access: webhookWorkers },
        schema: {
          operationId: `${verb}WebhookEvent`,
          summary,
          tags: ["webhook events"],
          params: IdParameters,
          querystring: NoQuery,
          body: ref(RequestReason),
          response: { 200: ref(WebhookOutcomeSchema), ...problemResponses(400, 404, 409, 410) },
        },
      },
      async (request) => {
        const { params, body } = request;
        const requested = { ...params, ...fieldsOf(body), requestedBy: callerOf(request).id };
        return renderRequest(await make(db, requested, context));
      },
    );
  }

  app.get(
    "/v1/webhook-events/:id/transitions",
    {
      config: { access: webhookReaders },
      schema: {
        operationId: "listWebhookTransitions",
        summary: "The history of an event, newest first",
        tags: ["webhook events"],
        params: IdParameters,
        querystring: listQuery({}),
        response: { 200: ref(WebhookTransitionPageSchema), ...problemResponses(400) },
      },
    },
    async ({ params, query }) =>
      renderPage(
        await listWebhookTransitions(db, params.id, filterOf(query)),
        renderWebhookTransition,
        exactText,
      ),
  );
};

function renderRequest(made: WebhookRequested<string>): WebhookOutcomeJson {
  if (!("event" in made)) {
    throw new Problem(404, "not_found", "there is no event with this id", { outcome: "not_found" });
  }
  const answer = renderWebhookOutcome(made);
  const { outcome, event } = answer;
  if (outcome === "wrong_state") {
    const detail = `this request does not apply to an event in the state ${event.state}`;
    throw new Problem(409, outcome, detail, { outcome, event });
  }
  if (outcome === "payload_removed") {
    const detail = "the body was removed, so there is nothing to work on";
    throw new Problem(410, outcome, detail, { outcome, event });
  }
  return answer;
}
