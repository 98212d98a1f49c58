import { join } from "node:path";
import { type Context, parseJsonExactly, systemContext } from "@handsfree/repositories";
import { createPendingAction } from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";
import { userId } from "./handsfree.ts";

export interface Seed extends AsyncDisposable {
  readonly env: Record<string, string>;
  readonly tokens: readonly [string, string];
  readonly ids: readonly [string, string];
  readonly expired: string;
}

export const payload = '{"price":2.50,"id":12345678901234567890}';

/** A database with two actions of the user that wait, and one that is too late. */
export async function seed(): Promise<Seed> {
  const directory = await temporaryDirectory();
  const env = { DUCKDB_PATH: join(directory.path, "handsfree.db"), HANDSFREE_USER_ID: userId };
  await using db = await openTestDatabase(env.DUCKDB_PATH);
  const create = async (
    summary: string,
    context: Context,
  ): Promise<{ token: string; id: string }> => {
    const created = await createPendingAction(
      db,
      { userId, summary, actionType: "merge_pr", actionPayload: parseJsonExactly(payload) },
      context,
    );
    if (created.outcome !== "proposed") throw new Error(created.outcome);
    return { token: created.token, id: created.action.id };
  };
  const late = await create("Too late", new TestClock("2025-01-01T00:00:00Z"));
  const first = await create("Merge octo/repo#1", systemContext);
  const second = await create("Merge\u001b[31m octo/repo#2\nnow", systemContext);
  return {
    env,
    tokens: [first.token, second.token],
    ids: [first.id, second.id],
    expired: late.token,
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}
