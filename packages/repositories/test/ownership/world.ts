import type { Database } from "@handsfree/schema";
import { fillDatabase, type OpenFilled, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { listActionLogs, listActionRuns } from "../../src/entries/action-logs.ts";
import { linkCommandToAction, listCommands } from "../../src/entries/commands.ts";
import { listPendingActions } from "../../src/entries/pending-actions.ts";
import type { Known, Pools } from "./known.ts";
import { makeActions, makeCommands, makeLogs, type Owner } from "./rows.ts";
import { makeConnections, makeRepoPolicies, makeTasks } from "./seed-rows.ts";

export const victim = "019a2f6e-0000-7000-8000-00000000000a";
export const attacker = "019a2f6e-0000-7000-8000-00000000000b";
const approver = "019a2f6e-0000-7000-8000-00000000000c";

/** What is in all that only the victim may see. */
export const marker = "Xanadu7";
/** When the victim's commands were recorded, and nobody else's. */
export const victimsDay: Date = new Date("2026-02-27T00:00:00Z");

/** A database in which two users have rows of every kind. */
export interface World {
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly pools: Pools;
}

/** What a world holds, but for its database. */
interface Plan {
  readonly open: OpenFilled;
  /** When all of it was made. */
  readonly now: string;
  readonly pools: Pools;
}

let plan: Promise<Plan> | undefined;

/** Opens a copy of the world, which is made once: that takes a hundred calls. */
export async function makeWorld(): Promise<World> {
  plan ??= planWorld();
  const { open, now, pools } = await plan;
  return { db: await open(), clock: new TestClock(now), pools };
}

async function planWorld(): Promise<Plan> {
  const clock = new TestClock(new Date(victimsDay.getTime() + 3_600_000).toISOString());
  const known: Known[] = [];
  const open = await fillDatabase(async (db) => {
    const a: Owner = { db, clock, userId: victim, approver, marker };
    const b: Owner = { db, clock, userId: attacker, approver, marker: "harmless" };
    const victimsCommands = await makeCommands(a);
    clock.advance(86_400_000);
    const attackersCommands = await makeCommands(b);
    known.push(await makeUser(a, victimsCommands), await makeUser(b, attackersCommands));
  });
  const [victims, attackers] = known;
  if (victims === undefined || attackers === undefined) throw new Error("nobody was made");
  // Past the shorter leases and keys, and the action that waits for ten seconds.
  clock.advance(120_000);
  const people = [attacker, victim, approver, victim.toUpperCase()];
  return {
    open,
    now: clock.now().toISOString(),
    pools: { victim: victims, attacker: attackers, people },
  };
}

async function makeUser(owner: Owner, commandIds: readonly string[]): Promise<Known> {
  const { db, clock, userId } = owner;
  const { proposed, leaseTokens } = await makeActions(owner);
  await makeLogs(owner);
  await makeRepoPolicies(owner);
  const connectionIds = await makeConnections(owner);
  const { taskIds, taskLeaseTokens } = await makeTasks(owner);
  for (const [place, commandId] of commandIds.slice(0, 2).entries()) {
    const pendingActionId = proposed[place]?.action.id ?? "";
    await linkCommandToAction(db, { userId, commandId, pendingActionId }, clock);
  }
  const logs = await listActionLogs(db, { userId, limit: 1000 });
  const firstPages = await Promise.all([
    listCommands(db, { userId, limit: 1 }, clock),
    listPendingActions(db, { userId, limit: 1 }, clock),
    listActionLogs(db, { userId, limit: 1 }),
    listActionRuns(db, { userId, limit: 1 }, clock),
  ]);
  return {
    actionIds: proposed.map(({ action }) => action.id),
    tokens: proposed.map(({ token }) => token),
    leaseTokens,
    payloadDigests: proposed.map(({ action }) => action.payloadDigest),
    commandIds,
    taskIds,
    taskLeaseTokens,
    connectionIds,
    logIds: logs.items.map(({ id }) => id),
    sessionIds: ["s-1", "s-2"],
    keys: ["k-1", "k-2", "k/1", "running", "stale", "old", `${userId}/merge_pr/k-1`, userId],
    cursors: firstPages.map(({ nextCursor }) => nextCursor ?? ""),
    targets: ["octo/repo#12", ...proposed.map(({ action }) => action.id)],
  };
}
