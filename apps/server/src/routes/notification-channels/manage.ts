import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  changeNotificationChannel,
  createNotificationChannel,
  deleteNotificationChannel,
  findNotificationChannel,
  listNotificationChannels,
  testNotificationChannel,
} from "@handsfree/repositories/notifications";
import { ref } from "@handsfree/wire";
import {
  CreatedNotificationChannelSchema,
  NotificationChannelListSchema,
  NotificationChannelSchema,
  NotificationOptionsSchema,
  renderNotificationChannel,
} from "@handsfree/wire/notifications";
import Type from "typebox";
import { contextOf, personOf } from "../../access/caller.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { IdParameters, NoQuery } from "../../http/schemas.ts";
import { kindsOf } from "../../notifications/settings.ts";
import { vapidKeys } from "../../notifications/vapid.ts";
import type { Services } from "../../services.ts";
import { AddressRules } from "@handsfree/executors/outgoing";
import { requireAllowed, requireSigningKey } from "../webhook-endpoints/schemas.ts";
import { addressOf, choicesOf, inTermsOfBody } from "./body.ts";
import {
  NewNotificationChannelSchema,
  noChannel,
  NotificationChannelChangeSchema,
  own,
  refusals,
  tags,
  unlinkedChannel,
} from "./schemas.ts";

const config = { access: own };

export const notificationChannelRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, webhookSigningKey, notifications, webhookAddresses = new AddressRules("") },
) => {
  const kinds = kindsOf(notifications, webhookSigningKey);
  const webPushKey =
    webhookSigningKey === undefined ? null : vapidKeys(webhookSigningKey).publicKey;

  app.get(
    "/v1/notification-options",
    {
      config,
      schema: {
        operationId: "getNotificationOptions",
        summary: "What the server can notify by, and the key for Web Push",
        tags,
        querystring: NoQuery,
        response: { 200: ref(NotificationOptionsSchema) },
      },
    },
    async () => ({ kinds: [...kinds], web_push_key: webPushKey }),
  );

  app.get(
    "/v1/notification-channels",
    {
      config,
      schema: {
        operationId: "listNotificationChannels",
        summary: "List the ways by which the caller is told that an action waits, the oldest first",
        tags,
        querystring: NoQuery,
        response: { 200: ref(NotificationChannelListSchema) },
      },
    },
    async (request) => {
      const channels = await listNotificationChannels(db, personOf(request).id);
      return { items: channels.map(renderNotificationChannel) };
    },
  );

  app.post(
    "/v1/notification-channels",
    {
      config: { ...config, idempotency: "secret" },
      schema: {
        operationId: "createNotificationChannel",
        summary: "Tell the caller by a browser, an ntfy topic, e-mail or Slack that actions wait",
        description:
          "An action asks once by each channel, and its decision takes the message back where that can be done. E-mail goes to the address of the account. A browser or a topic that the caller has added before is changed, which is 200.",
        tags,
        querystring: NoQuery,
        body: ref(NewNotificationChannelSchema),
        response: {
          200: ref(CreatedNotificationChannelSchema, "It was there, and is enabled"),
          201: ref(CreatedNotificationChannelSchema),
          ...problemResponses(400, 409),
        },
      },
    },
    async (request, reply) => {
      const signingKey = requireSigningKey(webhookSigningKey);
      const { id: userId } = personOf(request);
      const { kind, subscription, url, ...choices } = request.body;
      requireAllowed(webhookAddresses, subscription?.endpoint, "subscription.endpoint");
      requireAllowed(webhookAddresses, url);
      if (!kinds.includes(kind)) {
        const detail = `the server is not set up to notify by ${kind}`;
        throw new Problem(409, "channel_not_available", detail, { field: "kind" });
      }
      const input = {
        ...choicesOf(choices),
        userId,
        address: addressOf(request.body),
        signingKey,
        by: userId,
      };
      const created = await createNotificationChannel(db, input, contextOf(request, context)).catch(
        (error: unknown) => inTermsOfBody(kind, error),
      );
      void reply.header("cache-control", "no-store");
      switch (created.outcome) {
        case "created":
        case "replaced": {
          const { channel } = created;
          const link = created.outcome === "created" ? created.link : null;
          return reply
            .code(created.outcome === "created" ? 201 : 200)
            .header("location", `/v1/notification-channels/${channel.id}`)
            .send({
              channel: renderNotificationChannel(channel),
              link_code: link?.code ?? null,
              link_expires_at: link?.expiresAt.toISOString() ?? null,
            });
        }
        case "too_many": {
          const { limit } = created;
          const detail = `you have ${limit} channels already; delete one first`;
          throw new Problem(409, created.outcome, detail, { limit });
        }
        default:
          throw new Problem(409, created.outcome, refusals[created.outcome]);
      }
    },
  );

  app.get(
    "/v1/notification-channels/:id",
    {
      config,
      schema: {
        operationId: "getNotificationChannel",
        summary: "One of the caller's notification channels",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(NotificationChannelSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const key = { userId: personOf(request).id, id: request.params.id };
      const channel = await findNotificationChannel(db, key);
      if (channel === undefined) throw noChannel();
      return renderNotificationChannel(channel);
    },
  );

  app.patch(
    "/v1/notification-channels/:id",
    {
      config,
      schema: {
        operationId: "changeNotificationChannel",
        summary: "Change when a channel is used and what it shows, or enable or disable it",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        body: ref(NotificationChannelChangeSchema),
        response: { 200: ref(NotificationChannelSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request) => {
      const { id: userId } = personOf(request);
      const { enabled, ...choices } = request.body;
      const change = {
        ...choicesOf(choices),
        ...(enabled !== undefined && { enabled }),
        userId,
        id: request.params.id,
        by: userId,
      };
      const changed = await changeNotificationChannel(db, change, contextOf(request, context));
      if (changed.outcome === "not_found") throw noChannel();
      if (changed.outcome === "unlinked") throw unlinkedChannel();
      return renderNotificationChannel(changed.channel);
    },
  );

  app.delete(
    "/v1/notification-channels/:id",
    {
      config,
      schema: {
        operationId: "deleteNotificationChannel",
        summary: "Delete one of the caller's notification channels with its notices",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: {
          204: Type.Null({ description: "It is deleted" }),
          ...problemResponses(400, 404),
        },
      },
    },
    async (request, reply) => {
      const { id: userId } = personOf(request);
      const deletion = { userId, id: request.params.id, by: userId };
      if (await deleteNotificationChannel(db, deletion, contextOf(request, context))) {
        return reply.code(204).send(null);
      }
      throw noChannel();
    },
  );

  app.post(
    "/v1/notification-channels/:id/test",
    {
      config,
      schema: {
        operationId: "testNotificationChannel",
        summary: "Send a test to one of the caller's notification channels, at any time",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: { 202: ref(NotificationChannelSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const key = { userId: personOf(request).id, id: request.params.id };
      const tested = await testNotificationChannel(db, key, contextOf(request, context));
      if (tested.outcome === "not_found") throw noChannel();
      if (tested.outcome === "unlinked") throw unlinkedChannel();
      if (tested.outcome === "disabled") {
        const detail = "the channel is disabled; enable it first";
        throw new Problem(409, "channel_disabled", detail);
      }
      return reply.code(202).send(renderNotificationChannel(tested.channel));
    },
  );
};
