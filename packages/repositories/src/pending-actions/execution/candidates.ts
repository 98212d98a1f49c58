import type { Executor } from "@handsfree/query";
import type { Database, PendingActionState } from "@handsfree/schema";
import { type SelectQueryBuilder, sql } from "kysely";
import { isFree } from "./lease.ts";

/** How many are read at a time, so that workers who come together find something each. */
const atATime = 100;

/** What a worker can do, and whose. */
export interface ClaimFilter {
  readonly types: readonly string[];
  readonly userId: string | undefined;
}

/** The ids of actions that can be claimed, or whose last lease has run out; the oldest decision first. */
export async function findCandidates(
  db: Executor<Database>,
  filter: ClaimFilter,
  now: Date,
): Promise<string[]> {
  // Apart, so that PostgreSQL reads the index of each in its order.
  const [confirmed, executing] = await Promise.all([
    candidates(db, filter, "confirmed", now).whereRef("attempts", "<", "max_attempts").execute(),
    candidates(db, filter, "executing", now).execute(),
  ]);
  return [...confirmed, ...executing]
    .toSorted((a, b) => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1))
    .slice(0, atATime)
    .map(({ id }) => id);
}

interface Candidate {
  readonly id: string;
  readonly decided_at: Date | null;
}

function candidates(
  db: Executor<Database>,
  { types, userId }: ClaimFilter,
  state: PendingActionState,
  now: Date,
): SelectQueryBuilder<Database, "pending_actions", Candidate> {
  const query = db
    .selectFrom("pending_actions")
    .select(["id", "decided_at"])
    // Written out, so that a plan for any parameters can use the index on this state as well.
    .where("state", "=", sql.lit(state))
    .where("action_type", "in", types)
    .where((row) => isFree(row, now))
    .orderBy("decided_at")
    .orderBy("id")
    .limit(atATime);
  return userId === undefined ? query : query.where("user_id", "=", userId);
}

function timeOf({ decided_at: decidedAt }: Candidate): number {
  return decidedAt?.getTime() ?? 0;
}

/**
 * The order in which a worker tries them: the oldest, and where another one took it, the rest from a
 * random place on, so that those who came together part.
 */
export function inTurn(ids: readonly string[], random: () => number): string[] {
  const [oldest, ...rest] = ids;
  if (oldest === undefined) return [];
  const from = Math.floor(random() * rest.length);
  return [oldest, ...rest.slice(from), ...rest.slice(0, from)];
}
