import { type AccessKey, revokeKey, rotateKey } from "@handsfree/repositories/identity";
import { renderAccessKey } from "@handsfree/wire/identity";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { printOutcome } from "../output/outcome.ts";
import { printGivenKey } from "./given-key.ts";

const readWrite = { readOnly: false };

const refusals: Readonly<Record<string, string>> = {
  already_rotated: "it has a successor; rotate that one",
  expired: "it cannot be rotated; create a new key",
  revoked: "it cannot be rotated; create a new key",
  principal_disabled: "its user or its service is disabled",
  too_many_keys: "its user or its service has as many keys as it may have; revoke some",
};

export async function rotate(
  id: string,
  options: GlobalOptions & ActorOptions & { readonly overlapSeconds?: number },
): Promise<void> {
  const { overlapSeconds, by } = options;
  const input = { id, overlapSeconds, by };
  const rotated = await useDatabase(options, (db) => rotateKey(db, input), readWrite);
  if (rotated.outcome === "not_found") throw notFound();
  if (rotated.outcome === "rotated") return printGivenKey(rotated, options);
  const { outcome, key } = rotated;
  await printEnd({ outcome, key, isDone: false, why: refusals[outcome] }, options);
}

export async function revoke(id: string, options: GlobalOptions & ActorOptions): Promise<void> {
  const input = { id, by: options.by };
  const revoked = await useDatabase(options, (db) => revokeKey(db, input), readWrite);
  if (revoked.outcome === "not_found") throw notFound();
  await printEnd({ ...revoked, isDone: true }, options);
}

function printEnd(
  {
    outcome,
    key,
    isDone,
    why,
  }: {
    readonly outcome: string;
    readonly key: AccessKey;
    readonly isDone: boolean;
    readonly why?: string | undefined;
  },
  options: GlobalOptions,
): Promise<void> {
  const shown = `${key.name} (…${key.lastCharacters}, ${key.id})`;
  const text = why === undefined ? shown : `${shown}; ${why}`;
  return printOutcome(
    { outcome, name: "key", record: renderAccessKey(key), text, isDone },
    options,
  );
}

function notFound(): NotFoundError {
  return new NotFoundError("there is no key with this id");
}
