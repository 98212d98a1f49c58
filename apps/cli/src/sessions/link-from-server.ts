import { readFile } from "node:fs/promises";
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
  const url = new URL("/v1/sign-in-links", requireServer(server));
  const key = await readAdminKey(options, otherwise);
  const body = user === undefined ? {} : user.includes("@") ? { email: user } : { user_id: user };
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
    // The key must not follow to another server.
    redirect: "error",
  }).catch(() => {
    const problem = `the server at ${url.origin} does not answer; start it, or give its address with --server`;
    throw otherwise ?? new DatabaseError("database_unavailable", problem);
  });
  const answer = (await response.json().catch(() => ({}))) as SignInLinkJson & {
    readonly detail?: string;
  };
  if (response.ok) return answer;
  if (response.status === 401 || response.status === 403) {
    throw new InvalidInputError("ADMIN_KEY_FILE", "has no key of an admin of this server");
  }
  throw new NotFoundError(answer.detail ?? `the server answered ${response.status}`);
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
    return (await readFile(path ?? "", "utf8")).trim();
  } catch {
    if (otherwise !== undefined) throw otherwise;
    throw new InvalidInputError(
      "ADMIN_KEY_FILE",
      "cannot be read; give the file in which the first start kept the key of the admin",
    );
  }
}
