import {
  findWebhookEvent,
  listWebhookTransitions,
  type WebhookEventTransition,
} from "@handsfree/repositories/webhooks";
import { renderWebhookTransition } from "@handsfree/wire/webhooks";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { PageOptions } from "../options/page.ts";
import { printPage, type View } from "../output/page.ts";

const transitionView: View<WebhookEventTransition> = {
  empty: "Nothing has happened to this event yet.",
  columns: {
    "CREATED AT": (record) => record.createdAt,
    TRANSITION: (record) => record.transition,
    ATTEMPT: (record) => record.attempt,
    BY: (record) => record.worker,
    REPLAY: (record) => record.replayId,
    REASON: (record) => record.reason,
  },
  render: renderWebhookTransition,
};

export async function showHistory(id: string, options: GlobalOptions & PageOptions): Promise<void> {
  const page = await useDatabase(options, async (db) => {
    if ((await findWebhookEvent(db, id)) === undefined) {
      throw new NotFoundError("there is no webhook event with this id");
    }
    return listWebhookTransitions(db, id, options);
  });
  await printPage(page, transitionView, options);
}
