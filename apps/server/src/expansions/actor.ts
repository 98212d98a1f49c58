import type { NamedActor } from "@handsfree/repositories/identity";
import type { ActorJson } from "@handsfree/wire";
import { callerOf } from "../access/caller.ts";
import type { Asked } from "./expand.ts";

/**
 * Renders an actor; null without one. The key or the session is shown to its own person or service and to admins, as by
 * the routes of keys and sessions.
 */
export function renderActor(actor: NamedActor | undefined, { request }: Asked): ActorJson | null {
  if (actor === undefined) return null;
  const caller = callerOf(request);
  const { kind, id, name, credential } = actor;
  const isShown = id === caller.id || caller.scopes.includes("admin");
  return {
    kind,
    id,
    name,
    credential: isShown
      ? {
          kind: credential.kind,
          id: credential.id,
          name: credential.name,
          signed_in_by: credential.signedInBy,
          user_agent: credential.userAgent,
        }
      : null,
  };
}
