import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { openDatabase } from "@handsfree/query";
import { createKey, createUser } from "@handsfree/repositories/identity";
import { v7 } from "uuid";
import { numberOfOwners } from "../workloads/owners.ts";

/** A person who proposes and confirms. */
export interface OwnerKey {
  readonly userId: string;
  readonly key: string;
}

/** Makes the owners in the database file, and writes their keys into a file beside it. */
export async function writeOwnerKeys(path: string): Promise<string> {
  await using db = await openDatabase({ path });
  const makeOwner = async (): Promise<OwnerKey> => {
    const userId = v7();
    await createUser(db, { id: userId });
    const scopes = ["actions:propose", "actions:decide"] as const;
    const made = await createKey(db, { userId, name: "benchmark", scopes });
    if (made.outcome !== "created") throw new Error(made.outcome);
    return { userId, key: made.text };
  };
  const owners = await Promise.all(Array.from({ length: numberOfOwners }, makeOwner));
  const file = `${path}.owners.json`;
  await writeFile(file, JSON.stringify(owners));
  return file;
}

export function readOwnerKeys(file: string): readonly OwnerKey[] {
  return JSON.parse(readFileSync(file, "utf8")) as OwnerKey[];
}
