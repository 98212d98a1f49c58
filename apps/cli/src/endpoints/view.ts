import type {
  GivenWebhookSecretJson,
  WebhookDeliveryJson,
  WebhookEndpointJson,
} from "@handsfree/wire/webhook-endpoints";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { View } from "../output/page.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { renderRecord } from "../output/table.ts";

export const endpointView: View<WebhookEndpointJson> = {
  empty: "There is no endpoint.",
  columns: {
    "CREATED AT": (endpoint) => endpoint.created_at,
    STATE: (endpoint) => endpoint.state,
    URL: (endpoint) => endpoint.url,
    TYPES: (endpoint) => endpoint.types?.join(" ") ?? "all",
    USER: (endpoint) => endpoint.user_id,
    "FAILING SINCE": (endpoint) => endpoint.failing_since,
    ID: (endpoint) => endpoint.id,
  },
  render: (endpoint) => endpoint,
};

export const deliveryView: View<WebhookDeliveryJson> = {
  empty: "No delivery matches.",
  columns: {
    "CREATED AT": (delivery) => delivery.created_at,
    STATE: (delivery) => delivery.state,
    TYPE: (delivery) => delivery.type,
    EVENT: (delivery) => delivery.event_id,
    ATTEMPTS: (delivery) => delivery.attempts,
    "NEXT ATTEMPT AT": (delivery) => delivery.next_attempt_at,
    STATUS: (delivery) => delivery.response_status,
    ERROR: (delivery) => delivery.last_error,
    ID: (delivery) => delivery.id,
  },
  render: (delivery) => delivery,
};

/** All of one endpoint, with a name and a value on each line. */
export function renderEndpoint(endpoint: WebhookEndpointJson): string {
  const cells = Object.entries(endpointView.columns).map(([name, cell]) => [name, cell(endpoint)]);
  return renderRecord({
    ...Object.fromEntries(cells),
    DESCRIPTION: endpoint.description,
    "DISABLED AT": endpoint.disabled_at,
    "DISABLED BECAUSE": endpoint.disabled_because,
    POSITION: endpoint.position,
    "OLD SECRET UNTIL": endpoint.previous_secret_until,
    "CREATED BY": endpoint.created_by,
    "UPDATED AT": endpoint.updated_at,
  });
}

/** Prints a new secret alone on standard output, and what a person has to know about it on standard error. */
export async function printSecret(
  given: GivenWebhookSecretJson,
  { json = false }: GlobalOptions,
): Promise<void> {
  if (json) return printJson(given);
  await print(`${given.secret}\n`);
  const { id, previous_secret_until: until } = given.endpoint;
  const once = `This secret is shown once: give it to the receiver now. The endpoint's id is ${id}.`;
  const note = until === null ? once : `${once} The old secret signs too until ${until}.`;
  invocation().stderr.write(`${plainText(note)}\n`);
}
