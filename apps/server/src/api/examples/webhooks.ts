import type { Examples } from "./example.ts";
import { githubSignature, given, ids } from "./values.ts";

const path = { id: ids.event };
const lease = { lease_token: given.leaseToken };
const delivery = {
  zen: "Keep it logically awesome.",
  hook_id: 12345678,
  repository: { full_name: "octo/repo" },
};

/** The receipt of deliveries, and the work on their events. */
export const webhookExamples: Examples = {
  listWebhookEndpoints: { query: { limit: 20 } },
  createWebhookEndpoint: {
    body: {
      url: "https://example.com/handsfree",
      description: "The team's chat",
      types: ["pending_action.proposed", "pending_action.confirmed"],
    },
  },
  getWebhookEndpoint: { path: { id: ids.endpoint } },
  changeWebhookEndpoint: { path: { id: ids.endpoint }, body: { types: null } },
  deleteWebhookEndpoint: { path: { id: ids.endpoint } },
  rotateWebhookSecret: { path: { id: ids.endpoint }, body: { overlap_seconds: 3600 } },
  enableWebhookEndpoint: { path: { id: ids.endpoint }, body: {} },
  disableWebhookEndpoint: { path: { id: ids.endpoint } },
  testWebhookEndpoint: { path: { id: ids.endpoint } },
  listWebhookDeliveries: {
    path: { id: ids.endpoint },
    query: { state: "waiting", limit: 20, expand: ["event"] },
  },
  redeliverWebhook: { path: { id: ids.endpoint, delivery_id: ids.delivery } },

  receiveWebhook: {
    path: { source: "github" },
    headers: {
      "x-github-event": "ping",
      "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      "x-hub-signature-256": githubSignature(delivery),
    },
    body: delivery,
  },
  listWebhookEvents: {
    query: { source: "github", state: "received", limit: 20, expand: ["last_transition"] },
  },
  getWebhookEvent: { path, query: { expand: ["last_transition"] } },
  getWebhookPayload: { path },
  listWebhookTransitions: { path, query: { limit: 20 } },
  claimWebhookEvents: { body: { worker: "worker-1", limit: 10, sources: ["github"] } },
  heartbeatWebhookEvent: { path, body: { ...lease, lease_seconds: 120 } },
  succeedWebhookEvent: { path, body: lease },
  ignoreWebhookEvent: { path, body: { ...lease, reason: "A ping needs no work" } },
  failWebhookEvent: { path, body: { ...lease, error: "The queue is full", retry: true } },
  releaseWebhookEvent: { path, body: lease },
  retryWebhookEvent: { path, body: { reason: "The queue has room again" } },
  reviveWebhookEvent: { path, body: { reason: "The fault is mended" } },
  replayWebhookEvent: { path, body: { reason: "A new reader needs it" } },
  countWebhookRejections: { query: { source: "github" } },
  forwardWebhookEvent: { path, body: { url: "https://localhost/webhooks" } },
  replayWebhookEvents: {
    body: {
      filter: { source: "github", states: ["processed"] },
      events_per_second: 10,
      reason: "A new reader needs them",
    },
  },
  listWebhookReplays: { query: { limit: 20 } },
  getWebhookReplay: { path: { id: ids.replay } },
  resumeWebhookReplay: { path: { id: ids.replay } },
  stopWebhookReplay: { path: { id: ids.replay }, body: { reason: "The reader is too slow" } },
};
