import {
  createClient,
  type HandsFreeClient,
  HandsFreeConnectionError,
  HandsFreeProblem,
} from "@handsfree/client";
import { DatabaseError, InvalidInputError } from "@handsfree/query";
import type { DatabaseOptions } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import { noAdminKey, readAdminKey } from "./admin-key.ts";
import { requireServer } from "./find-server.ts";

/**
 * Asks a running server, with the admin's key that its first start kept.
 *
 * @param otherwise what is thrown if no server answers, or no key is kept.
 */
export async function askServer<T>(
  server: string,
  options: DatabaseOptions,
  otherwise: DatabaseError | undefined,
  ask: (client: HandsFreeClient) => Promise<T>,
): Promise<T> {
  const { origin } = requireServer(server);
  const key = await readAdminKey(options, otherwise);
  try {
    return await ask(createClient({ url: origin, key, timeout: 10_000, retries: 0 }));
  } catch (error) {
    if (error instanceof HandsFreeConnectionError) {
      const problem = `the server at ${origin} does not answer; start it, or give its address with --server`;
      throw otherwise ?? new DatabaseError("database_unavailable", problem);
    }
    if (!(error instanceof HandsFreeProblem)) throw error;
    if (error.status === 401 || error.status === 403) throw noAdminKey();
    if (error.status === 400) throw asInput(error);
    throw new NotFoundError(error.detail);
  }
}

/** The same error as of a command on the database. The server names a field as the API spells it. */
function asInput({ field, detail }: HandsFreeProblem): Error {
  if (field === undefined || !detail.startsWith(`${field} `)) return new NotFoundError(detail);
  const name = field.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return new InvalidInputError(name, detail.slice(field.length + 1));
}
