import {
  countReplay,
  type ReplayFilter,
  replayWebhookEvents,
  resumeReplay,
  stopReplay,
  type WebhookReplay,
} from "@handsfree/repositories/webhooks";
import type { ReplayableState } from "@handsfree/schema";
import {
  renderReplayCount,
  renderStoppedReplay,
  renderWebhookReplay,
} from "@handsfree/wire/webhooks";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";
import type { RequestOptions } from "./request.ts";

/** The filter of the events, and the rate. */
export interface ReplayOptions extends GlobalOptions, RequestOptions {
  readonly source?: string;
  readonly eventType?: string;
  readonly state?: readonly ReplayableState[];
  readonly since?: Date;
  readonly until?: Date;
  readonly replayedBefore?: Date;
  readonly rate?: number;
  readonly dryRun?: boolean;
}

const readWrite = { readOnly: false };

/** Counts the events that match, or makes them due again. */
export async function replayAll(options: ReplayOptions): Promise<void> {
  const { source, eventType, state: states, since, until, replayedBefore } = options;
  const filter: ReplayFilter = { source, eventType, states, since, until, replayedBefore };
  if (options.dryRun) {
    const { events, payloadRemoved } = await useDatabase(options, (db) => countReplay(db, filter));
    const left = payloadRemoved === 0 ? "" : `; the bodies of ${payloadRemoved} more were removed`;
    return options.json
      ? printJson(renderReplayCount({ events, payloadRemoved }))
      : print(`${count(events)} would be replayed${left}\n`);
  }
  const { rate: eventsPerSecond, by: requestedBy, reason } = options;
  const replay = await useDatabase(
    options,
    (db) => replayWebhookEvents(db, { filter, eventsPerSecond, requestedBy, reason }),
    readWrite,
  );
  await printReplay(replay, options);
}

/** Continues an interrupted replay. */
export async function resumeReplayCommand(id: string, options: GlobalOptions): Promise<void> {
  const replay = await useDatabase(options, (db) => resumeReplay(db, id), readWrite);
  if (replay === undefined) throw notFound();
  await printReplay(replay, options);
}

/** Restores the events that no worker has claimed. */
export async function stopReplayCommand(
  id: string,
  { by: requestedBy, reason, json, ...options }: GlobalOptions & RequestOptions,
): Promise<void> {
  const stopped = await useDatabase(
    options,
    (db) => stopReplay(db, { id, requestedBy, reason }),
    readWrite,
  );
  if (stopped.outcome === "not_found") throw notFound();
  const { restored } = stopped;
  await (json
    ? printJson(renderStoppedReplay(stopped))
    : print(`stopped: ${count(restored)} put back\n`));
}

function notFound(): NotFoundError {
  return new NotFoundError("there is no replay with this id");
}

async function printReplay(replay: WebhookReplay, { json }: GlobalOptions): Promise<void> {
  const end = replay.stoppedAt ? ", and it was stopped" : "";
  await (json
    ? printJson(renderWebhookReplay(replay))
    : print(`replay ${replay.id}: ${count(replay.marked)} of ${replay.events} made due${end}\n`));
}

function count(events: number): string {
  return events === 1 ? "1 event" : `${events} events`;
}
