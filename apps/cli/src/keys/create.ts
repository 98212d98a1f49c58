import { createKey, type CreatedKey } from "@handsfree/repositories/identity";
import type { AccessScope } from "@handsfree/schema";
import { useDatabase } from "../database.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { printOutcome } from "../output/outcome.ts";
import { printGivenKey } from "./given-key.ts";

export interface CreateOptions extends GlobalOptions, ActorOptions {
  readonly user?: string;
  readonly service?: string;
  readonly scopes: readonly AccessScope[];
  readonly actsFor?: readonly string[];
  readonly expiresAt?: Date;
}

const refusals: Readonly<Record<Exclude<CreatedKey["outcome"], "created">, string>> = {
  principal_not_found: "there is no such user or service",
  principal_disabled: "the user or the service is disabled",
  not_an_admin: "only users with the role admin can have the scope admin",
  too_many_keys: "the user or the service has as many keys as it may have; revoke some",
};

export async function create(name: string, options: CreateOptions): Promise<void> {
  const { user: userId, service: serviceId, scopes, actsFor, expiresAt, by } = options;
  const input = { name, userId, serviceId, scopes, actsFor, expiresAt, by };
  const created = await useDatabase(options, (db) => createKey(db, input), { readOnly: false });
  if (created.outcome === "created") return printGivenKey(created, options);
  const { outcome } = created;
  const text = refusals[outcome];
  await printOutcome({ outcome, name: "key", record: undefined, text, isDone: false }, options);
}
