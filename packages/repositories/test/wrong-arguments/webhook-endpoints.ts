import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  deliverWebhooks,
  disableWebhookEndpoint,
  enableWebhookEndpoint,
  findWebhookEndpoint,
  listWebhookDeliveries,
  listWebhookEndpoints,
  redeliverWebhook,
  rotateWebhookSecret,
  testWebhookEndpoint,
  webhookEndpointSecret,
  findWebhookSigningKey,
  readWebhookSigningKey,
} from "../../src/entries/webhook-endpoints.ts";
import { on, plain, type Rows } from "./row.ts";
import { ended, id, page, userId } from "./samples.ts";

const by = userId;
const signingKey = new Uint8Array(32);
const values = {
  url: "https://example.com/",
  description: "d",
  types: ["command.recorded"],
} as const;

/** Endpoints that events are sent to, and the deliveries. */
export const webhookEndpoints: Rows = {
  createWebhookEndpoint: {
    ...on(createWebhookEndpoint, { ...values, userId, by }),
    alsoTaken: [null],
  },
  changeWebhookEndpoint: {
    ...on(changeWebhookEndpoint, { ...values, id, by }),
    alsoTaken: [null],
  },
  deleteWebhookEndpoint: on(deleteWebhookEndpoint, { id, by }),
  rotateWebhookSecret: on(rotateWebhookSecret, { id, overlapSeconds: 1, by }),
  enableWebhookEndpoint: on(enableWebhookEndpoint, { id, after: 0, by }),
  disableWebhookEndpoint: on(disableWebhookEndpoint, { id, by }),
  testWebhookEndpoint: on(testWebhookEndpoint, { id, by }),
  findWebhookEndpoint: on(findWebhookEndpoint, id),
  listWebhookEndpoints: on(listWebhookEndpoints, page),
  listWebhookDeliveries: on(listWebhookDeliveries, { ...page, endpointId: id, state: "waiting" }),
  redeliverWebhook: on(redeliverWebhook, { endpointId: id, id }),
  deliverWebhooks: on(deliverWebhooks, {
    signingKey,
    send: async () => ({ status: 200 }),
    render: (event) => event,
    concurrency: 1,
    pollMilliseconds: 1,
    random: () => 0,
    signal: ended,
  }),
  webhookEndpointSecret: plain(webhookEndpointSecret, signingKey, { id, secretVersion: 1 }),
  findWebhookSigningKey: plain(findWebhookSigningKey, { WEBHOOK_SIGNING_KEY: "k".repeat(32) }),
  readWebhookSigningKey: {
    ...plain(readWebhookSigningKey, { key: signingKey }),
    alsoTaken: [undefined],
  },
};
