import type { WebhookEventRequest, WebhookRequested } from "@handsfree/repositories/webhooks";
import { renderWebhookOutcome } from "@handsfree/wire/webhooks";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

type Request = (
  db: Kysely<Database>,
  request: WebhookEventRequest,
) => Promise<WebhookRequested<string>>;

/** The name and the reason that the history records. */
export interface RequestOptions {
  readonly by?: string;
  readonly reason?: string;
}

/** Requests work on one event, and prints the outcome to standard output, even if the request had no effect. */
export async function requestWebhook(
  request: Request,
  id: string,
  { by: requestedBy, reason, json, ...options }: GlobalOptions & RequestOptions,
): Promise<void> {
  const made = await useDatabase(options, (db) => request(db, { id, requestedBy, reason }), {
    readOnly: false,
  });
  if (!("event" in made)) throw new NotFoundError("there is no webhook event with this id");
  const { outcome, event } = made;
  if (outcome in refusals) invocation().exitCode = exitCodes.notWonOrFound;
  const why = refusals[outcome];
  const text =
    why === undefined ? `${outcome}: ${id}` : `${outcome}: ${id} is ${event.state}; ${why}`;
  await (json ? printJson(renderWebhookOutcome(made)) : print(`${text}\n`));
}

const refusals: Readonly<Record<string, string>> = {
  wrong_state: "this state does not allow it",
  payload_removed: "its body was removed, so it cannot be processed",
};
