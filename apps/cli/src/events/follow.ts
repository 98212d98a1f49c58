import { DatabaseLockedError } from "@handsfree/query";
import {
  type EventGroup,
  type EventReader,
  type EventType,
  followEvents,
  listEvents,
} from "@handsfree/repositories/events";
import { type EventJson, renderEvent } from "@handsfree/wire/events";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { toPosition } from "../options/position.ts";
import { untilSignal } from "../options/until-signal.ts";
import { askServer } from "../server/ask-server.ts";
import { findServer } from "../server/find-server.ts";
import { printEvent } from "./view.ts";

export interface EventOptions extends GlobalOptions {
  readonly user?: string;
  readonly type?: readonly EventType[];
  readonly after?: string;
  readonly limit: number;
  readonly follow?: boolean;
  readonly server?: string;
}

/** Prints events that are kept or, with `--follow`, events as they come. */
export async function showEvents(options: EventOptions): Promise<void> {
  if (options.server !== undefined) return fromServer(options.server, options);
  try {
    await useDatabase(
      options,
      async (db) => {
        for await (const event of read(db, options)) await printEvent(event, options);
      },
      // On PostgreSQL a reader gives new events their place.
      { readOnly: false },
    );
  } catch (error) {
    if (!(error instanceof DatabaseLockedError)) throw error;
    await fromServer(await findServer(error), options, error);
  }
}

type EventDatabase = Parameters<typeof listEvents>[0];

async function* read(db: EventDatabase, options: EventOptions): AsyncGenerator<EventJson> {
  const groups: ReadonlySet<EventGroup> = new Set(["actions", "commands", "webhooks"]);
  const filter = { userId: options.user, groups, types: options.type };
  yield* options.follow === true ? follow(db, filter, options) : list(db, filter, options);
}

type Filter = EventReader & { readonly types: readonly EventType[] | undefined };

async function* list(
  db: EventDatabase,
  filter: Filter,
  { after, limit }: EventOptions,
): AsyncGenerator<EventJson> {
  const page = await listEvents(db, { ...filter, after: toPosition(after), limit });
  if (page.outcome === "expired") throw expired(page.oldest);
  yield* page.events.map(renderEvent);
}

async function* follow(
  db: EventDatabase,
  filter: Filter,
  { after }: EventOptions,
): AsyncGenerator<EventJson> {
  using ending = untilSignal();
  using _alive = stayAlive();
  const start = { after: toPosition(after), signal: ending.signal };
  for await (const part of followEvents(db, filter, start)) {
    if (part.outcome === "expired") throw expired(part.oldest);
    yield* part.events.map(renderEvent);
  }
}

/** Nothing else keeps the process alive while it waits for the next commit. */
function stayAlive(): Disposable {
  const timer = setInterval(() => undefined, 60_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

async function fromServer(
  server: string,
  options: EventOptions,
  otherwise?: DatabaseLockedError,
): Promise<void> {
  using ending = untilSignal();
  const { user: onBehalfOf = "*", type: types, after, limit } = options;
  const call = { onBehalfOf, signal: ending.signal };
  await askServer(server, options, otherwise, async ({ events }) => {
    if (options.follow !== true) {
      const { items } = await events.list({ after, types, limit }, call);
      for (const event of items) await printEvent(event, options);
      return;
    }
    try {
      for await (const event of events.stream({ after, types, ...call })) {
        await printEvent(event, options);
      }
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    }
  });
}

function expired(oldest: number): NotFoundError {
  return new NotFoundError(
    `events after this place are not kept; those after ${oldest} are, so give --after ${oldest}`,
  );
}
