import { DatabaseLockedError, InvalidInputError } from "@handsfree/query";
import {
  findWebhookSigningKey,
  readWebhookSigningKey,
  type WebhookSigningKey,
} from "@handsfree/repositories/webhook-endpoints";
import { databaseTarget, useDatabase } from "../database.ts";
import { invocation } from "../invocation.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { askServer } from "../server/ask-server.ts";
import { findServer } from "../server/find-server.ts";
import type { Endpoints } from "./endpoints.ts";
import { endpointsOfDatabase } from "./from-database.ts";
import { endpointsOfServer } from "./from-server.ts";

/** The options of each command of endpoints. */
export interface EndpointOptions extends GlobalOptions, ActorOptions {
  readonly server?: string;
}

/**
 * Works with the endpoints of the database or, while a server holds its file, with those of that server.
 *
 * @param access by default for changes too.
 */
export async function useEndpoints<T>(
  options: EndpointOptions,
  work: (endpoints: Endpoints) => Promise<T>,
  access: { readonly readOnly: boolean } = { readOnly: false },
): Promise<T> {
  const { by, server } = options;
  if (server !== undefined) return fromServer(server, options, work);
  try {
    const changing = { by, readSigningKey: () => readSigningKey(options) };
    return await useDatabase(options, (db) => work(endpointsOfDatabase(db, changing)), access);
  } catch (error) {
    if (!(error instanceof DatabaseLockedError)) throw error;
    return fromServer(await findServer(error), options, work, error);
  }
}

function fromServer<T>(
  server: string,
  options: EndpointOptions,
  work: (endpoints: Endpoints) => Promise<T>,
  otherwise?: DatabaseLockedError,
): Promise<T> {
  if (options.by !== undefined) {
    const problem = "is the admin whose key the server knows; leave it out while a server runs";
    throw new InvalidInputError("by", problem);
  }
  return askServer(server, options, otherwise, (client) => work(endpointsOfServer(client)));
}

function readSigningKey(options: GlobalOptions): Promise<WebhookSigningKey | undefined> {
  const { env } = invocation();
  const target = databaseTarget(options);
  const environment =
    target.engine === "duckdb"
      ? { ...env, DATABASE_URL: undefined, DUCKDB_PATH: target.path }
      : env;
  return readWebhookSigningKey(findWebhookSigningKey(environment));
}
