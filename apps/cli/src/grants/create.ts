import { InvalidInputError } from "@handsfree/query";
import { parseJsonExactly } from "@handsfree/repositories";
import {
  createGrant,
  type CreatedGrant,
  grantLimits,
  type PayloadCondition,
} from "@handsfree/repositories/policies";
import { useDatabase } from "../database.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { printOutcome } from "../output/outcome.ts";
import { printGrant } from "./grants.ts";

export interface CreateOptions extends GlobalOptions, ActorOptions {
  readonly user: string;
  readonly types?: readonly string[];
  readonly repositories?: readonly string[];
  readonly services?: readonly string[];
  readonly where?: readonly string[];
  readonly uses: number;
  readonly expiresInSeconds: number;
  readonly reason?: string;
}

const refusals: Readonly<Record<Exclude<CreatedGrant["outcome"], "created">, string>> = {
  user_not_found: "there is no such user",
  user_disabled: "the user is disabled",
  too_many_grants: `the user has ${grantLimits.ofPerson} grants that hold; revoke one first`,
};

export async function create(options: CreateOptions): Promise<void> {
  const { user: userId, uses: maximumUses, expiresInSeconds, reason, by } = options;
  const { types, repositories, services, where } = options;
  const match = { types, repositories, services, where: where?.map(parseCondition) };
  const input = { userId, match, maximumUses, expiresInSeconds, reason, by };
  const created = await useDatabase(options, (db) => createGrant(db, input), { readOnly: false });
  if (created.outcome === "created") return printGrant(created, options);
  const { outcome } = created;
  const text = refusals[outcome];
  await printOutcome({ outcome, name: "grant", record: undefined, text, isDone: false }, options);
}

function parseCondition(text: string): PayloadCondition {
  try {
    return parseJsonExactly(text) as PayloadCondition;
  } catch {
    throw new InvalidInputError(
      "where",
      'is not JSON; give one like {"at":"/amount","comparison":"at_most","value":10}',
    );
  }
}
