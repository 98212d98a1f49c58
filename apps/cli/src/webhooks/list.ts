import { listWebhookEvents } from "@handsfree/repositories/webhooks";
import type { WebhookEventState } from "@handsfree/schema";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import { printPage } from "../output/page.ts";
import { webhookEventView } from "./view.ts";

interface ListOptions extends GlobalOptions, PageOptions {
  readonly source?: string;
  readonly eventType?: string;
  readonly deliveryId?: string;
  readonly signatureOk?: boolean;
  readonly state?: WebhookEventState;
}

export async function listWebhooks(options: ListOptions): Promise<void> {
  const page = await useDatabase(options, (db) => listWebhookEvents(db, options));
  await printPage(page, webhookEventView, options);
}
