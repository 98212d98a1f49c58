import type { CreatedOwnKey, RotatedKey } from "@handsfree/repositories/identity";
import { type GivenAccessKeyJson, renderGivenAccessKey } from "@handsfree/wire/identity";
import type { FastifyReply } from "fastify";
import { Problem } from "../../http/problem.ts";

const refusals: Readonly<Record<string, string>> = {
  principal_not_found: "there is no such user or service",
  principal_disabled: "the user or the service is disabled",
  not_an_admin: "only users with the role admin can have the scope admin",
  too_many_keys: "the user or the service has as many keys as it may have; revoke some",
  already_rotated: "the key has a successor; rotate that one",
  expired: "the key has expired; create a new one",
  revoked: "the key is revoked; create a new one",
};

/** The one answer that holds the text of a key. No cache may keep it. @param path the path of keys, to which its id is added. */
export function renderGiven(
  reply: Pick<FastifyReply, "header">,
  given: CreatedOwnKey | RotatedKey,
  path: string,
): GivenAccessKeyJson {
  if ("text" in given) {
    void reply.header("cache-control", "no-store").header("location", `${path}${given.key.id}`);
    return renderGivenAccessKey(given);
  }
  const { outcome } = given;
  if (outcome === "not_found") throw new Problem(404, outcome, "there is no key with this id");
  if (outcome === "not_granted") {
    const detail = "the credentials of the caller do not have all of these scopes; ask an admin";
    throw new Problem(403, outcome, detail, { field: "scopes" });
  }
  throw new Problem(409, outcome, refusals[outcome] ?? "no key was made");
}
