import { isDeepStrictEqual } from "node:util";
import type { PendingActionRow, PendingActionState } from "@handsfree/schema";
import { expect } from "vitest";
import { policyName } from "../../src/person.ts";
import { pendingActionTransitions } from "../../src/pending-actions/transitions.ts";
import { openLimit } from "./pending-actions-steps.ts";
import type { PendingActionsWorld } from "./pending-actions-world.ts";
import { placeInFeed } from "./place-in-feed.ts";

interface Recorded {
  readonly event: string;
  readonly state: PendingActionState;
  readonly at: Date;
  readonly by: string;
  readonly attempt?: number;
  readonly executable_at?: string;
}

/** Holds what is stored against itself, and against what callers were told. */
export async function checkPendingActions(world: PendingActionsWorld): Promise<void> {
  const { rows, records } = await readAll(world);
  for (const row of rows) {
    const path = records.get(row.id) ?? [];
    checkPath(row, path);
    checkGrace(path);
  }
  checkTold(world, records);
  const now = world.now();
  // Those whose approval was taken back are open again, also beyond the limit.
  const open = rows.filter(
    (row) =>
      row.state === "pending" &&
      row.expires_at.getTime() > now &&
      row.action_type === world.actionType,
  );
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
      .where("action_type", "in", [world.actionType, world.gracedType, world.allowedType])
      .execute();
    const records = await readRecords(world);
    if (isDeepStrictEqual(before, records)) return { rows, records };
  }
}

/** What the audit trail says of each action, in the order in which it happened. */
async function readRecords(world: PendingActionsWorld): Promise<Map<string, Recorded[]>> {
  const logs = await world.db
    .selectFrom("action_logs")
    .select(["target", "action_type", "result", "created_at as at"])
    .where("user_id", "=", world.people[0])
    .orderBy(placeInFeed("action_logs"))
    .execute();
  const records = new Map<string, Recorded[]>();
  for (const { target, action_type, result, at } of logs) {
    const list = records.get(target ?? "") ?? [];
    const told = JSON.parse(result ?? "{}") as Omit<Recorded, "event" | "at">;
    list.push({ ...told, at, event: action_type.replace("pending_action.", "") });
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
  // What was taken back does not count any more.
  const last = path.slice(path.findLastIndex(({ event }) => event === "taken_back") + 1);
  const countIn = (some: readonly Recorded[], event: string): number =>
    some.filter((one) => one.event === event).length;
  const count = (event: string): number => countIn(last, event);
  expect(row.version ?? 1).toBe(1 + path.filter(isTakenBack).length);
  const ended = count("confirmed") + count("cancelled") + count("rejected") + count("expired");
  expect(ended).toBeLessThanOrEqual(1);
  expect(row.attempts).toBe(count("execution_started"));
  expect(row.attempts).toBeLessThanOrEqual(row.max_attempts);
  const byPeople = last.filter(({ by }) => by !== policyName);
  expect(row.approvals).toBe(countIn(byPeople, "approved") + countIn(byPeople, "confirmed"));
  if (countIn(byPeople, "confirmed") > 0) expect(row.approvals).toBe(row.required_approvals);
  const ends = path.filter(({ event }) => event === "execution_ended");
  // Who ended it had the last lease.
  expect(ends.map(({ attempt }) => attempt)).toEqual(row.ended_at === null ? [] : [row.attempts]);
}

/** Whether the action waits again, as its next version. */
function isTakenBack({ event, state }: Recorded): boolean {
  return event === "taken_back" && state === "pending";
}

/** Nothing begins before the time of grace is over, and nothing is taken back afterwards. */
function checkGrace(path: readonly Recorded[]): void {
  let end: number | undefined;
  for (const { event, at, executable_at: next } of path) {
    if (event === "confirmed") end = next === undefined ? undefined : Date.parse(next);
    if (event === "taken_back") expect(at.getTime()).toBeLessThan(end ?? Number.NaN);
    if (event === "execution_started" && end !== undefined) {
      expect(at.getTime()).toBeGreaterThanOrEqual(end);
      end = undefined;
    }
  }
}

/** What a caller was told has happened is on record, once, and as that caller's. */
function checkTold(world: PendingActionsWorld, records: ReadonlyMap<string, Recorded[]>): void {
  for (const { id, winners, isAllowed } of world.actions.values()) {
    const path = records.get(id) ?? [];
    const decided = path
      .filter(({ event }) => ["confirmed", "cancelled", "rejected", "taken_back"].includes(event))
      .map(({ event, by }) => `${event} ${by}`);
    // One after the other can win where approvals are taken back, and hear of it in another order, or not at all.
    if (isAllowed) for (const winner of winners) removeFrom(decided, winner);
    else if (winners.length > 0) expect(decided).toEqual(winners);
  }
}

/** Each record stands for one winner. */
function removeFrom(decided: string[], winner: string): void {
  const place = decided.indexOf(winner);
  expect(place).toBeGreaterThanOrEqual(0);
  decided.splice(place, 1);
}
