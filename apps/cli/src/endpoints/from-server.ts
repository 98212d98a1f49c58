import type { HandsFreeClient } from "@handsfree/client";
import type { PageRequest } from "@handsfree/query";
import type { Endpoints } from "./endpoints.ts";

/** The endpoints of a running server. */
export function endpointsOfServer(client: HandsFreeClient): Endpoints {
  return {
    list: (page) => client.list("GET /v1/webhook-endpoints", { query: queryOf(page) }).page(),
    show: (id) => client.request("GET /v1/webhook-endpoints/{id}", { path: { id } }),
    create({ userId: user_id, ...values }) {
      const body = {
        ...bodyOf(values),
        url: values.url,
        ...(user_id !== undefined && { user_id }),
      };
      return client.request("POST /v1/webhook-endpoints", { body });
    },
    update(id, values) {
      const request = { path: { id }, body: bodyOf(values) };
      return client.request("PATCH /v1/webhook-endpoints/{id}", request);
    },
    rotateSecret(id, overlap) {
      const body = overlap === undefined ? {} : { overlap_seconds: overlap };
      const request = { path: { id }, body };
      return client.request("POST /v1/webhook-endpoints/{id}/rotate-secret", request);
    },
    enable(id, after) {
      const request = { path: { id }, body: after === undefined ? {} : { after } };
      return client.request("POST /v1/webhook-endpoints/{id}/enable", request);
    },
    disable: (id) => client.request("POST /v1/webhook-endpoints/{id}/disable", { path: { id } }),
    delete: (id) => client.request("DELETE /v1/webhook-endpoints/{id}", { path: { id } }),
    test: (id) => client.request("POST /v1/webhook-endpoints/{id}/test", { path: { id } }),
    deliveries(id, { state, ...page }) {
      const query = { ...queryOf(page), ...(state !== undefined && { state }) };
      const request = { path: { id }, query };
      return client.list("GET /v1/webhook-endpoints/{id}/deliveries", request).page();
    },
    redeliver(id, delivery_id) {
      const route = "POST /v1/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver";
      return client.request(route, { path: { id, delivery_id } });
    },
  };
}

/** The members that are given. */
function bodyOf<Values extends object>(values: Values): Given<Values> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Given<Values>;
}
type Given<Values> = { [Name in keyof Values]: Exclude<Values[Name], undefined> };

function queryOf({ since, until, ...page }: PageRequest) {
  return bodyOf({ ...page, since: since?.toISOString(), until: until?.toISOString() });
}
