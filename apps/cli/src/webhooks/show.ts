import { InvalidInputError } from "@handsfree/query";
import {
  findWebhookEvent,
  findWebhookPayload,
  type WebhookEvent,
} from "@handsfree/repositories/webhooks";
import { renderWebhookEvent } from "@handsfree/wire/webhooks";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";
import { renderRecord } from "../output/table.ts";
import { webhookEventDetails } from "./details.ts";
import { webhookStateDetails } from "./state-details.ts";
import { webhookEventView } from "./view.ts";

interface ShowOptions extends GlobalOptions {
  readonly payload?: boolean;
}

export async function showWebhook(
  id: string,
  { payload, json, ...options }: ShowOptions,
): Promise<void> {
  if (payload && json) {
    throw new InvalidInputError("payload", "prints the body unchanged; leave out --json");
  }
  if (payload) return print(await useDatabase(options, (db) => getPayload(db, id)));
  const event = await useDatabase(options, (db) => getEvent(db, id));
  await (json ? printJson(renderWebhookEvent(event)) : print(renderEvent(event)));
}

async function getEvent(db: Kysely<Database>, id: string): Promise<WebhookEvent> {
  const event = await findWebhookEvent(db, id);
  if (event === undefined) throw noEvent();
  return event;
}

async function getPayload(db: Kysely<Database>, id: string): Promise<Uint8Array> {
  const found = await findWebhookPayload(db, id);
  if (found.outcome === "found") return found.payload;
  if (found.outcome === "not_found") throw noEvent();
  throw new NotFoundError(
    found.outcome === "removed"
      ? `the body of this webhook event was removed at ${found.removedAt.toISOString()}`
      : "the body of this webhook event was not kept",
  );
}

function noEvent(): NotFoundError {
  return new NotFoundError("there is no webhook event with this id");
}

function renderEvent(event: WebhookEvent): string {
  const cells = Object.entries(webhookEventView.columns).map(([name, cell]) => [name, cell(event)]);
  const details = { ...webhookStateDetails(event), ...webhookEventDetails(event) };
  return renderRecord({ ...Object.fromEntries(cells), ...details });
}
