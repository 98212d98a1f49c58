import { isDeepStrictEqual } from "node:util";
import type { PendingActionRow, PendingActionState } from "@handsfree/schema";
import { expect } from "vitest";
import { toPendingAction } from "../../src/pending-actions/action.ts";
import { hasItsDigest } from "../../src/pending-actions/digest.ts";
import { pendingActionTransitions } from "../../src/pending-actions/transitions.ts";
import type { DecisionsWorld } from "./decisions-world.ts";

interface Recorded {
  readonly event: string;
  readonly at: Date;
  /** Null once a person whom it names was erased. */
  readonly result: {
    readonly state: PendingActionState;
    readonly by: string;
    readonly payload_digest: string;
    readonly version?: number;
    readonly group?: string | null;
    readonly required_approvals?: number;
  } | null;
}

interface Stored {
  readonly rows: readonly PendingActionRow[];
  readonly records: ReadonlyMap<string, Recorded[]>;
}

/** Compares what is stored with itself, and with what callers were told. */
export async function checkDecisions(world: DecisionsWorld): Promise<void> {
  const { rows, records } = await readAll(world);
  for (const row of rows) {
    const path = records.get(row.id) ?? [];
    expect(hasItsDigest(toPendingAction(row), row.payload_digest)).toBe(true);
    checkCounts(row, path);
    await checkVersions(world, row, path);
    if (path.every(({ result }) => result !== null)) checkPath(world, row, path);
  }
  checkTold(world, records);
}

/** What is stored, all of one moment. */
async function readAll(world: DecisionsWorld): Promise<Stored> {
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

async function readRecords(world: DecisionsWorld): Promise<Map<string, Recorded[]>> {
  const logs = await world.db
    .selectFrom("action_logs")
    .select(["target", "action_type", "result", "created_at"])
    .where("user_id", "=", world.person(0))
    .where("action_type", "like", "pending_action.%")
    // Ids grow with each call, whatever the clock says.
    .orderBy("id")
    .execute();
  const records = new Map<string, Recorded[]>();
  for (const { target, action_type, result, created_at } of logs) {
    const list = records.get(target ?? "") ?? [];
    list.push({
      event: action_type.replace("pending_action.", ""),
      at: created_at,
      result: JSON.parse(result ?? "null") as Recorded["result"],
    });
    records.set(target ?? "", list);
  }
  return records;
}

const ends: ReadonlySet<string> = new Set(["confirmed", "cancelled", "rejected", "expired"]);

/** What holds for events without their contents, which an erasure removes. */
function checkCounts(row: PendingActionRow, path: readonly Recorded[]): void {
  const count = (event: string): number => path.filter((one) => one.event === event).length;
  expect(path[0]?.event).toBe("proposed");
  expect(path.filter(({ event }) => ends.has(event)).length).toBe(row.state === "pending" ? 0 : 1);
  expect(row.version ?? 1).toBe(1 + count("edited"));
  expect(count("escalated")).toBe(row.escalated_at === null ? 0 : 1);
  const since = path.slice(path.findLastIndex(({ event }) => event === "edited") + 1);
  const approvals = since.filter(({ event }) => event === "approved" || event === "confirmed");
  expect(row.approvals).toBe(approvals.length);
  if (count("confirmed") > 0) expect(row.approvals).toBe(row.required_approvals);
}

async function checkVersions(
  { db }: DecisionsWorld,
  { id, version, action_payload }: PendingActionRow,
  path: readonly Recorded[],
): Promise<void> {
  const versions = await db
    .selectFrom("pending_action_versions")
    .select(["version", "action_payload"])
    .where("action_id", "=", id)
    .orderBy("version")
    .execute();
  const numbers = Array.from({ length: version === null ? 0 : version }, (_, index) => index + 1);
  expect(versions.map((one) => one.version)).toEqual(numbers);
  if (version !== null) expect(versions.at(-1)?.action_payload).toEqual(action_payload);
  const approvals = await db
    .selectFrom("pending_action_approvals")
    .select("approval_key")
    .where("action_id", "=", id)
    .execute();
  const counted = path.filter(({ event }) => event === "approved" || event === "confirmed").length;
  expect(approvals.length).toBeLessThanOrEqual(counted);
}

/** Every decision was about the version of then, and by a person who was asked then. */
function checkPath(world: DecisionsWorld, row: PendingActionRow, path: readonly Recorded[]): void {
  let state: PendingActionState = "pending";
  let version = 1;
  let approved = new Set<string>();
  let editor: string | null = null;
  for (const { event, at, result } of path.slice(1)) {
    if (result === null) throw new Error("checked before");
    expect(pendingActionTransitions[state]).toContain(result.state);
    state = result.state;
    if (event === "edited") [version, approved, editor] = [version + 1, new Set(), result.by];
    if (!["approved", "confirmed", "rejected", "edited"].includes(event)) continue;
    expect(result.version).toBe(version);
    checkStanding(world, row, result.group ?? null, at);
    if (event === "approved" || event === "confirmed") {
      expect(approved).not.toContain(result.by);
      approved.add(result.by);
      if (!row.proposer_may_approve) expect([row.proposed_by, editor]).not.toContain(result.by);
    }
  }
  expect(row.state).toBe(state);
}

function checkStanding(
  { groups: [release, onCall] }: DecisionsWorld,
  { escalates_at, approver_group }: PendingActionRow,
  group: string | null,
  at: Date,
): void {
  const hasEscalated = escalates_at !== null && escalates_at <= at;
  if (hasEscalated) expect(group).toBe(onCall);
  else if (group !== null) expect([group, approver_group]).toEqual([release, release]);
}

/** What a caller was told has happened is on record, once, and as that caller's. */
function checkTold(world: DecisionsWorld, records: ReadonlyMap<string, Recorded[]>): void {
  for (const { id, winners } of world.actions.values()) {
    const decided = (records.get(id) ?? []).filter(
      ({ event }) => ends.has(event) && event !== "expired",
    );
    if (winners.length === 0) continue;
    const told = decided.map(({ event, result }) => `${event} ${result?.by ?? "erased"}`);
    if (!world.hasErasures) expect(told).toEqual(winners);
    expect(decided).toHaveLength(1);
  }
}
