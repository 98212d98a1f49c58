import { isDeepStrictEqual } from "node:util";
import type { PendingActionRow, PendingActionState } from "@handsfree/schema";
import { expect } from "vitest";
import { pendingActionTransitions } from "../../src/pending-actions/transitions.ts";
import { openLimit } from "./pending-actions-steps.ts";
import type { PendingActionsWorld } from "./pending-actions-world.ts";
import { placeInFeed } from "./place-in-feed.ts";

interface Recorded {
  readonly event: string;
  readonly state: PendingActionState;
  readonly by: string;
  readonly attempt?: number;
}

/** Holds what is stored against itself, and against what callers were told. */
export async function checkPendingActions(world: PendingActionsWorld): Promise<void> {
  const { rows, records } = await readAll(world);
  for (const row of rows) checkPath(row, records.get(row.id) ?? []);
  checkTold(world, records);
  const now = world.now();
  const open = rows.filter((row) => row.state === "pending" && row.expires_at.getTime() > now);
  if (!world.clockWentBack) expect(open.length).toBeLessThanOrEqual(openLimit);
}

/**
 * What is stored, all of one moment: of a process that died a statement that was under way can still be
 * carried out while this reads.
 */
async function readAll(
  world: PendingActionsWorld,
): Promise<{ rows: PendingActionRow[]; records: Map<string, Recorded[]> }> {
  for (;;) {
    const before = await readRecords(world);
    const rows = await world.db
      .selectFrom("pending_actions")
      .selectAll()
      .where("action_type", "=", world.actionType)
      .execute();
    const records = await readRecords(world);
    if (isDeepStrictEqual(before, records)) return { rows, records };
  }
}

/** What the audit trail says of each action, in the order in which it happened. */
async function readRecords(world: PendingActionsWorld): Promise<Map<string, Recorded[]>> {
  const logs = await world.db
    .selectFrom("action_logs")
    .select(["target", "action_type", "result"])
    .where("user_id", "=", world.people[0])
    .orderBy(placeInFeed("action_logs"))
    .execute();
  const records = new Map<string, Recorded[]>();
  for (const { target, action_type, result } of logs) {
    const list = records.get(target ?? "") ?? [];
    const told = JSON.parse(result ?? "{}") as Omit<Recorded, "event">;
    list.push({ ...told, event: action_type.replace("pending_action.", "") });
    records.set(target ?? "", list);
  }
  return records;
}

/** Every transition is legal, has its audit row, and leads to the state that is stored. */
function checkPath(row: PendingActionRow, path: readonly Recorded[]): void {
  const [first, ...rest] = path;
  expect(first).toMatchObject({ event: "proposed", state: "pending" });
  let state: PendingActionState = "pending";
  for (const { state: next } of rest) {
    expect(pendingActionTransitions[state]).toContain(next);
    state = next;
  }
  expect(row.state).toBe(state);
  const count = (event: string): number => path.filter((one) => one.event === event).length;
  const ended = count("confirmed") + count("cancelled") + count("rejected") + count("expired");
  expect(ended).toBeLessThanOrEqual(1);
  expect(row.attempts).toBe(count("execution_started"));
  expect(row.attempts).toBeLessThanOrEqual(row.max_attempts);
  expect(row.approvals).toBe(count("approved") + count("confirmed"));
  if (count("confirmed") > 0) expect(row.approvals).toBe(row.required_approvals);
  const ends = path.filter(({ event }) => event === "execution_ended");
  // Who ended it had the last lease.
  expect(ends.map(({ attempt }) => attempt)).toEqual(row.ended_at === null ? [] : [row.attempts]);
}

/** What a caller was told has happened is on record, once, and as that caller's. */
function checkTold(world: PendingActionsWorld, records: ReadonlyMap<string, Recorded[]>): void {
  for (const { id, winners } of world.actions.values()) {
    const path = records.get(id) ?? [];
    const decided = path
      .filter(({ event }) => ["confirmed", "cancelled", "rejected"].includes(event))
      .map(({ event, by }) => `${event} ${by}`);
    if (winners.length > 0) expect(decided).toEqual(winners);
  }
}
