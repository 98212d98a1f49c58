import type { PageRequest } from "@handsfree/query";
import type { EventType } from "@handsfree/repositories/events";
import type { WebhookDeliveryState } from "@handsfree/schema";
import type { PageJson } from "@handsfree/wire";
import type {
  GivenWebhookSecretJson,
  WebhookDeliveryJson,
  WebhookEndpointJson,
} from "@handsfree/wire/webhook-endpoints";

/** The members of an endpoint that a command can change. Null removes the description, or the filter by type. */
interface EndpointValues {
  readonly url?: string | undefined;
  readonly description?: string | null | undefined;
  readonly types?: readonly EventType[] | null | undefined;
}

/** An endpoint to add. */
interface NewEndpoint extends EndpointValues {
  readonly url: string;
  readonly userId?: string | undefined;
}

/**
 * The webhook endpoints, of a database or of the server that holds it.
 *
 * @throws {NotFoundError} if there is no such record, or its state does not allow it.
 */
export interface Endpoints {
  list(page: PageRequest): Promise<PageJson<WebhookEndpointJson>>;
  show(id: string): Promise<WebhookEndpointJson>;
  create(endpoint: NewEndpoint): Promise<GivenWebhookSecretJson>;
  update(id: string, values: EndpointValues): Promise<WebhookEndpointJson>;
  rotateSecret(id: string, overlapSeconds: number | undefined): Promise<GivenWebhookSecretJson>;
  /** @param after a place in the feed. */
  enable(id: string, after: string | undefined): Promise<WebhookEndpointJson>;
  disable(id: string): Promise<WebhookEndpointJson>;
  delete(id: string): Promise<void>;
  test(id: string): Promise<WebhookEndpointJson>;
  deliveries(
    id: string,
    filter: PageRequest & { readonly state?: WebhookDeliveryState | undefined },
  ): Promise<PageJson<WebhookDeliveryJson>>;
  redeliver(id: string, deliveryId: string): Promise<WebhookDeliveryJson>;
}
