export {
  changeWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  type WebhookEndpointChange,
  type WebhookEndpointKey,
  type WebhookSecretRotation,
} from "../webhook-endpoints/change.ts";
export type { ChangedWebhookEndpoint } from "../webhook-endpoints/change-row.ts";
export {
  createWebhookEndpoint,
  type CreatedWebhookEndpoint,
  type NewWebhookEndpoint,
} from "../webhook-endpoints/create.ts";
export {
  deliverWebhooks,
  type WebhookDelivering,
} from "../webhook-endpoints/deliveries/deliver.ts";
export type { WebhookDelivery } from "../webhook-endpoints/deliveries/delivery.ts";
export {
  listWebhookDeliveries,
  type WebhookDeliveryFilter,
} from "../webhook-endpoints/deliveries/find.ts";
export type {
  RenderEvent,
  SendWebhook,
  WebhookAnswer,
  WebhookMessage,
} from "../webhook-endpoints/deliveries/message.ts";
export {
  redeliverWebhook,
  type RedeliveredWebhook,
  type WebhookRedelivery,
} from "../webhook-endpoints/deliveries/redeliver.ts";
export {
  disableWebhookEndpoint,
  enableWebhookEndpoint,
  type WebhookEndpointEnabling,
} from "../webhook-endpoints/enable.ts";
export type { WebhookEndpoint } from "../webhook-endpoints/endpoint.ts";
export { findWebhookEndpoint, listWebhookEndpoints } from "../webhook-endpoints/find.ts";
export { webhookEndpointLimits } from "../webhook-endpoints/limits.ts";
export { webhookEndpointSecret, type WebhookSigningKey } from "../webhook-endpoints/secret.ts";
export {
  findWebhookSigningKey,
  readWebhookSigningKey,
  type WebhookSigningKeyPlace,
} from "../webhook-endpoints/signing-key.ts";
export {
  testWebhookEndpoint,
  type TestedWebhookEndpoint,
} from "../webhook-endpoints/test-endpoint.ts";
