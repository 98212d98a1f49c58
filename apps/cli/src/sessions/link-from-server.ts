import { readFile } from "node:fs/promises";
import { createClient, HandsFreeConnectionError, HandsFreeProblem } from "@handsfree/client";
import { DatabaseError, InvalidInputError } from "@handsfree/query";
import { adminKeyFileFromEnvironment } from "@handsfree/repositories/identity";
import type { SignInLinkJson } from "@handsfree/wire/identity";
import { type DatabaseOptions, databaseTarget } from "../database.ts";
import { invocation } from "../invocation.ts";
import { NotFoundError } from "../not-found-error.ts";

/**
 * Asks a running server for a link, with the admin's key that its first start kept.
 *
 * @param user an address or an id. Default: the admin.
 * @param otherwise what is thrown if no server answers, or no key is kept.
 */
export async function linkFromServer(
  server: string,
  { user, ...options }: DatabaseOptions & { readonly user?: string },
  otherwise?: DatabaseError,
): Promise<SignInLinkJson> {
  const { origin } = requireServer(server);
  const key = await readAdminKey(options, otherwise);
  const body = user === undefined ? {} : user.includes("@") ? { email: user } : { user_id: user };
  const client = createClient({ url: origin, key, timeout: 10_000, retries: 0 });
  try {
    return await client.request("POST /v1/sign-in-links", { body });
  } catch (error) {
    if (error instanceof HandsFreeConnectionError) {
      const problem = `the server at ${origin} does not answer; start it, or give its address with --server`;
      throw otherwise ?? new DatabaseError("database_unavailable", problem);
    }
    if (!(error instanceof HandsFreeProblem)) throw error;
    if (error.status === 401 || error.status === 403) throw noAdminKey();
    throw new NotFoundError(error.detail);
  }
}

function noAdminKey(): InvalidInputError {
  return new InvalidInputError("ADMIN_KEY_FILE", "has no key of an admin of this server");
}

/** A key must not cross a network in plain HTTP. */
function requireServer(server: string): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  const isLocal = url !== undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) return url;
  throw new InvalidInputError(
    "server",
    "is not the address of a server with TLS, or on this machine; give one like https://handsfree.example.org",
  );
}

async function readAdminKey(
  options: DatabaseOptions,
  otherwise: DatabaseError | undefined,
): Promise<string> {
  const { env } = invocation();
  const target = databaseTarget(options);
  const path = adminKeyFileFromEnvironment(
    target.engine === "duckdb"
      ? { ADMIN_KEY_FILE: env["ADMIN_KEY_FILE"], DUCKDB_PATH: target.path }
      : env,
  );
  try {
    const key = (await readFile(path ?? "", "utf8")).trim();
    if (!/^[!-~]+$/.test(key)) throw noAdminKey();
    return key;
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    if (otherwise !== undefined) throw otherwise;
    throw new InvalidInputError(
      "ADMIN_KEY_FILE",
      "cannot be read; give the file in which the first start kept the key of the admin",
    );
  }
}
