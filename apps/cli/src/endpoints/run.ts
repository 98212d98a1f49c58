import { InvalidInputError } from "@handsfree/query";
import type { EventType } from "@handsfree/repositories/events";
import type { WebhookDeliveryState } from "@handsfree/schema";
import type { PageJson } from "@handsfree/wire";
import type { WebhookEndpointJson } from "@handsfree/wire/webhook-endpoints";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage, type View } from "../output/page.ts";
import { print, printJson } from "../output/print.ts";
import type { Endpoints } from "./endpoints.ts";
import { type EndpointOptions, useEndpoints } from "./use-endpoints.ts";
import { deliveryView, endpointView, printSecret, renderEndpoint } from "./view.ts";

const readOnly = { readOnly: true };

export async function list(options: EndpointOptions & PageOptions): Promise<void> {
  const page = await useEndpoints(options, (all) => all.list(pageRequest(options)), readOnly);
  await printJsonPage(page, endpointView, options);
}

export async function show(id: string, options: EndpointOptions): Promise<void> {
  const endpoint = await useEndpoints(options, (all) => all.show(id), readOnly);
  await (options.json ? printJson(endpoint) : print(renderEndpoint(endpoint)));
}

interface ValueOptions extends EndpointOptions {
  readonly url?: string;
  /** False for none. */
  readonly description?: string | false;
  readonly type?: readonly EventType[];
}

export async function create(
  url: string,
  options: ValueOptions & { readonly user?: string },
): Promise<void> {
  const { user: userId, type: types, description } = options;
  const values = { url, userId, types, description: description === false ? null : description };
  await printSecret(await useEndpoints(options, (all) => all.create(values)), options);
}

export async function update(
  id: string,
  options: ValueOptions & { readonly allTypes?: true },
): Promise<void> {
  const { url, description, type, allTypes } = options;
  if (type !== undefined && allTypes) {
    throw new InvalidInputError("type", "is given beside --all-types; give one of the two");
  }
  const values = {
    url,
    description: description === false ? null : description,
    types: allTypes ? null : type,
  };
  if (Object.values(values).every((value) => value === undefined)) {
    throw new InvalidInputError("url", "is missing, as is any other change; --help lists them");
  }
  await change(options, "updated", (all) => all.update(id, values));
}

export async function rotateSecret(
  id: string,
  options: EndpointOptions & { readonly overlapSeconds?: number },
): Promise<void> {
  const { overlapSeconds } = options;
  const given = await useEndpoints(options, (all) => all.rotateSecret(id, overlapSeconds));
  await printSecret(given, options);
}

export function enable(
  id: string,
  options: EndpointOptions & { readonly after?: string },
): Promise<void> {
  return change(options, "enabled", (all) => all.enable(id, options.after));
}

export function disable(id: string, options: EndpointOptions): Promise<void> {
  return change(options, "disabled", (all) => all.disable(id));
}

export function test(id: string, options: EndpointOptions): Promise<void> {
  return change(options, "requested", (all) => all.test(id));
}

async function change(
  options: EndpointOptions,
  outcome: string,
  make: (endpoints: Endpoints) => Promise<WebhookEndpointJson>,
): Promise<void> {
  const record = await useEndpoints(options, make);
  const text = `${record.url} (${record.id})`;
  await printOutcome({ outcome, name: "endpoint", record, text, isDone: true }, options);
}

export async function remove(id: string, options: EndpointOptions): Promise<void> {
  await useEndpoints(options, (all) => all.delete(id));
  const record = undefined;
  await printOutcome(
    { outcome: "deleted", name: "endpoint", record, text: id, isDone: true },
    options,
  );
}

export async function deliveries(
  id: string,
  options: EndpointOptions & PageOptions & { readonly state?: WebhookDeliveryState },
): Promise<void> {
  const filter = { ...pageRequest(options), state: options.state };
  const page = await useEndpoints(options, (all) => all.deliveries(id, filter), readOnly);
  await printJsonPage(page, deliveryView, options);
}

export async function redeliver(
  id: string,
  deliveryId: string,
  options: EndpointOptions,
): Promise<void> {
  const record = await useEndpoints(options, (all) => all.redeliver(id, deliveryId));
  const text = `${record.type} (${record.id})`;
  await printOutcome(
    { outcome: "requested", name: "delivery", record, text, isDone: true },
    options,
  );
}

function printJsonPage<Item>(
  { items, next_cursor: nextCursor, prev_cursor: prevCursor }: PageJson<Item>,
  view: View<Item>,
  options: EndpointOptions,
): Promise<void> {
  return printPage({ items, nextCursor, prevCursor }, view, options);
}
