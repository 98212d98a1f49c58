import { InvalidInputError } from "@handsfree/query";
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  disableWebhookEndpoint,
  enableWebhookEndpoint,
  findWebhookEndpoint,
  listWebhookDeliveries,
  listWebhookEndpoints,
  redeliverWebhook,
  rotateWebhookSecret,
  testWebhookEndpoint,
  type WebhookEndpoint,
  webhookEndpointSecret,
  type WebhookSigningKey,
} from "@handsfree/repositories/webhook-endpoints";
import type { Database } from "@handsfree/schema";
import { renderPage } from "@handsfree/wire";
import { renderWebhookDelivery, renderWebhookEndpoint } from "@handsfree/wire/webhook-endpoints";
import type { Kysely } from "kysely";
import { NotFoundError } from "../not-found-error.ts";
import { toPosition } from "../options/position.ts";
import { exactText } from "../output/exact-text.ts";
import type { Endpoints } from "./endpoints.ts";

/** Who changes endpoints, and where the key of their secrets is. */
interface Changing {
  readonly by: string | undefined;
  /** Reads the key, and makes it if the first start of a server would. */
  readonly readSigningKey: () => Promise<WebhookSigningKey | undefined>;
}

interface Changed {
  readonly outcome: string;
  readonly endpoint?: WebhookEndpoint;
}

/** The endpoints of a database. */
export function endpointsOfDatabase(
  db: Kysely<Database>,
  { by, readSigningKey }: Changing,
): Endpoints {
  const render = (endpoint: WebhookEndpoint | undefined) =>
    renderWebhookEndpoint(required(endpoint));
  const withSecret = async (change: () => Promise<Changed>) => {
    // The key is read first: if it is missing, the endpoint must not exist with a secret that cannot be shown.
    const key = requireSigningKey(await readSigningKey());
    const endpoint = required((await change()).endpoint);
    return {
      endpoint: renderWebhookEndpoint(endpoint),
      secret: webhookEndpointSecret(key, endpoint),
    };
  };
  return {
    list: async (page) =>
      renderPage(await listWebhookEndpoints(db, page), renderWebhookEndpoint, exactText),
    show: async (id) => render(await findWebhookEndpoint(db, id)),
    create: (values) =>
      withSecret(async () => {
        const created = await createWebhookEndpoint(db, { ...values, by });
        if (created.outcome === "user_not_found") throw new NotFoundError("there is no such user");
        if (created.outcome === "created") return created;
        const problem = `there are ${created.limit} endpoints already; delete one first`;
        throw new NotFoundError(problem);
      }),
    update: async (id, values) =>
      render(endpointOf(await changeWebhookEndpoint(db, { id, ...values, by }))),
    rotateSecret: (id, overlapSeconds) =>
      withSecret(() => rotateWebhookSecret(db, { id, overlapSeconds, by })),
    enable: async (id, after) =>
      render(endpointOf(await enableWebhookEndpoint(db, { id, after: toPosition(after), by }))),
    disable: async (id) => render(endpointOf(await disableWebhookEndpoint(db, { id, by }))),
    delete: async (id) => {
      const { outcome } = await deleteWebhookEndpoint(db, { id, by });
      if (outcome === "not_found") throw noEndpoint();
    },
    test: async (id) => {
      const tested = await testWebhookEndpoint(db, { id, by });
      if (tested.outcome === "disabled") throw endpointDisabled();
      return render(endpointOf(tested));
    },
    deliveries: async (id, filter) => {
      required(await findWebhookEndpoint(db, id));
      const page = await listWebhookDeliveries(db, { ...filter, endpointId: id });
      return renderPage(page, renderWebhookDelivery, exactText);
    },
    redeliver: async (endpointId, id) => {
      const requested = await redeliverWebhook(db, { endpointId, id });
      if (requested.outcome === "requested") return renderWebhookDelivery(requested.delivery);
      if (requested.outcome === "disabled") throw endpointDisabled();
      throw new NotFoundError("the endpoint has no delivery with this id");
    },
  };
}

function endpointOf({ endpoint }: Changed): WebhookEndpoint | undefined {
  return endpoint;
}

function required(endpoint: WebhookEndpoint | undefined): WebhookEndpoint {
  if (endpoint !== undefined) return endpoint;
  throw noEndpoint();
}

function noEndpoint(): NotFoundError {
  return new NotFoundError("there is no webhook endpoint with this id");
}

function endpointDisabled(): NotFoundError {
  return new NotFoundError("the endpoint is disabled; enable it first");
}

function requireSigningKey(key: WebhookSigningKey | undefined): WebhookSigningKey {
  if (key !== undefined) return key;
  throw new InvalidInputError(
    "WEBHOOK_SIGNING_KEY",
    "is missing; set it, or WEBHOOK_SIGNING_KEY_FILE, as for the server",
  );
}
