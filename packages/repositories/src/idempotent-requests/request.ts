import { createHmac } from "node:crypto";
import { requireObject, requireString, requireUuid } from "../validate.ts";
import { sha256 } from "../token.ts";

/** A request with an idempotency key. */
export interface IdempotentRequest {
  /** UUID of the user or the service that sends it. A key belongs to its caller. */
  readonly callerId: string;
  readonly key: string;
  /** The method and the path, with the names of its parameters. It is stored. */
  readonly route: string;
  /** All that makes the request what it is. Two requests are the same if these texts are. Only a digest is stored. */
  readonly content: string;
}

/** A request as it is stored. */
export interface RequestIdentity {
  readonly ownedKey: string;
  readonly callerId: string;
  readonly route: string;
  readonly digest: string;
}

/** @throws {InvalidInputError} naming the field. */
export function identityOf(input: IdempotentRequest): RequestIdentity {
  const { callerId, key, route, content } = requireObject("input", input);
  const caller = requireUuid("callerId", callerId);
  const name = requireString("key", key);
  return {
    ownedKey: sha256(`${caller}/${name}`),
    callerId: caller,
    route: requireString("route", route),
    // Under the key, so that a reader of the row cannot guess the request.
    digest: createHmac("sha256", name).update(requireString("content", content)).digest("hex"),
  };
}
