import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { findPolicies, replacePolicies } from "../../../src/entries/policies.ts";

/** Stores a text as the newest version. */
export async function storeText(
  db: Kysely<Database>,
  clock: TestClock,
  text: string,
): Promise<void> {
  const basedOn = (await findPolicies(db))?.version ?? null;
  const { outcome } = await replacePolicies(db, { text, basedOn }, clock);
  if (outcome !== "replaced") throw new Error(`the policies are ${outcome}`);
}

/** The text of policies in the text form of one line each. */
export function textOf(...policies: readonly string[]): string {
  const list = policies.map((one) => `  - ${one}\n`).join("");
  return policies.length === 0 ? "version: 1\npolicies: []\n" : `version: 1\npolicies:\n${list}`;
}

export async function addGroup(
  db: Kysely<Database>,
  clock: TestClock,
  name: string,
  ...members: readonly string[]
): Promise<void> {
  const id = clock.newId();
  const at = clock.now();
  await db
    .insertInto("approver_groups")
    .values({ id, name, created_at: at, created_by: null })
    .execute();
  for (const user_id of members) {
    const membership_key = `${id}/${user_id}`;
    await db
      .insertInto("approver_group_members")
      .values({ membership_key, group_id: id, user_id, added_at: at, added_by: null })
      .execute();
  }
}
