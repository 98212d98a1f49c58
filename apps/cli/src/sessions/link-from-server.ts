import type { DatabaseError } from "@handsfree/query";
import type { SignInLinkJson } from "@handsfree/wire/identity";
import type { DatabaseOptions } from "../database.ts";
import { askServer } from "../server/ask-server.ts";

/**
 * Asks a running server for a link.
 *
 * @param user an address or an id. Default: the admin.
 * @param otherwise what is thrown if no server answers, or no key is kept.
 */
export function linkFromServer(
  server: string,
  { user, ...options }: DatabaseOptions & { readonly user?: string },
  otherwise?: DatabaseError,
): Promise<SignInLinkJson> {
  const body = user === undefined ? {} : user.includes("@") ? { email: user } : { user_id: user };
  return askServer(server, options, otherwise, (client) =>
    client.request("POST /v1/sign-in-links", { body }),
  );
}
