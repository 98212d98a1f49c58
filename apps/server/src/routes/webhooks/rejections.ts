import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { InvalidInputError } from "@handsfree/query";
import { countWebhookRejections } from "@handsfree/repositories/webhooks";
import { ref } from "@handsfree/wire";
import { renderWebhookRejections, WebhookRejectionsSchema } from "@handsfree/wire/webhooks";
import Type from "typebox";
import { webhookReaders } from "../../access/groups.ts";
import { problemResponses } from "../../http/problem.ts";
import { rangeQuery, toTime } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

const day = 86_400_000;
/** In days. */
const [defaultTime, longestTime] = [7, 31];

export const webhookRejectionsRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/webhook-rejections",
    {
      config: { access: webhookReaders, oneAtATime: true },
      schema: {
        operationId: "countWebhookRejections",
        summary: "How many forged deliveries of each source came in each hour, newest first",
        description: `The kept ones are events in the state rejected, with the reason as rejection; the others came after the limit of their hour, and are only counted. Without since, those of ${defaultTime} days.`,
        tags: ["webhook events"],
        querystring: Type.Object(
          { since: rangeQuery.since, source: Type.Optional(Type.String()) },
          { additionalProperties: false },
        ),
        response: { 200: ref(WebhookRejectionsSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ query }) => {
      const now = context.now().getTime();
      const since = toTime(query.since) ?? new Date(now - defaultTime * day);
      if (since.getTime() < now - longestTime * day) {
        throw new InvalidInputError(
          "since",
          `is more than ${longestTime} days ago; give a later time`,
        );
      }
      const counts = await countWebhookRejections(db, { since, source: query.source });
      return renderWebhookRejections(counts);
    },
  );
};
