import type { FastifyReply, FastifyRequest } from "fastify";
import { addressOf } from "../access/address.ts";
import { refuseTooMany } from "../access/authenticate-callers.ts";
import { Problem } from "../http/problem.ts";
import type { Services } from "../services.ts";

/** No credentials are a stranger's: they are never known. */
const stranger = "";

/** @throws {Problem} 429 if too many attempts of the address have failed. */
export function requirePatience(
  request: FastifyRequest,
  reply: FastifyReply,
  { behindProxy = false }: Pick<Services, "behindProxy">,
): void {
  const { failedAttempts } = request.server;
  refuseTooMany(reply, failedAttempts.waitOf(addressOf(request, behindProxy), stranger));
}

/** Why a sign-in was refused, for the log. It must not hold a secret. */
export interface RefusedSignIn {
  readonly outcome: string;
  readonly [fact: string]: string | undefined;
}

/** Counts and logs a refused sign-in. @returns the problem, which does not tell why. */
export function refuseSignIn(
  request: FastifyRequest,
  { behindProxy = false }: Pick<Services, "behindProxy">,
  refused: RefusedSignIn,
): Problem {
  const remoteAddress = addressOf(request, behindProxy);
  request.server.failedAttempts.failed(remoteAddress, stranger);
  request.log.warn({ ...refused, remoteAddress }, "a sign-in was refused");
  return new Problem(
    401,
    "sign_in_refused",
    "the sign-in was refused; begin again, or ask an admin for a link",
  );
}
