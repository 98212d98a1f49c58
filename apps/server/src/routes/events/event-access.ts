import type { EventGroup, EventReader } from "@handsfree/repositories/events";
import type { AccessScope } from "@handsfree/schema";
import type { FastifyRequest } from "fastify";
import { type Caller, callerOf, ownerOf } from "../../access/caller.ts";
import { actionAuditors, webhookReaders, webhookWorkers } from "../../access/groups.ts";
import type { KnownCallers } from "../../access/route-access.ts";

const webhookScopes = [...webhookReaders.scopes, ...webhookWorkers.scopes];

/** Callers with a scope that lets them read a kind of record see its events, and no others. */
export const eventReaders: KnownCallers = {
  ...actionAuditors,
  scopes: [...actionAuditors.scopes, "commands:read", ...webhookScopes],
};

/** Whose events the request reads, and of which kinds of records. */
export function eventReaderOf(request: FastifyRequest): EventReader {
  const caller = callerOf(request);
  const userId = request.isAuditor ? undefined : ownerOf(request);
  const hasOne = (scopes: readonly AccessScope[]) =>
    scopes.some((scope) => caller.scopes.includes(scope));
  const groups = new Set<EventGroup>();
  if (hasOne(actionAuditors.scopes)) groups.add("actions");
  if (hasOne(["commands:read"]) && mayReadCommandsOf(caller, userId)) groups.add("commands");
  if (hasOne(webhookScopes)) groups.add("webhooks");
  return { userId, groups };
}

/** An auditor may name any user, and does not see what they said. */
function mayReadCommandsOf({ id, actsFor, scopes }: Caller, userId: string | undefined): boolean {
  if (scopes.includes("admin")) return true;
  return userId !== undefined && (userId === id || actsFor.includes(userId));
}
