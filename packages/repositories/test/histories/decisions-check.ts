import { isDeepStrictEqual } from "node:util";
import type {
  PendingActionRow,
  PendingActionState,
  PendingActionVersionRow,
} from "@handsfree/schema";
import { expect } from "vitest";
import { toPendingAction } from "../../src/pending-actions/action.ts";
import { hasItsDigest } from "../../src/pending-actions/digest.ts";
import { pendingActionTransitions } from "../../src/pending-actions/transitions.ts";
import type { DecisionsWorld } from "./decisions-world.ts";
import { placeInFeed } from "./place-in-feed.ts";

interface Recorded {
  readonly event: string;
  readonly at: Date;
  readonly result: {
    readonly state: PendingActionState;
    readonly by: string;
    readonly payload_digest: string;
    readonly version?: number;
    readonly group?: string | null;
  };
}

interface Stored {
  readonly rows: readonly PendingActionRow[];
  readonly records: ReadonlyMap<string, Recorded[]>;
  readonly versions: readonly PendingActionVersionRow[];
  readonly approvals: readonly { readonly action_id: string; readonly version: number | null }[];
}

/** Compares what is stored with itself, and with what callers were told. */
export async function checkDecisions(world: DecisionsWorld): Promise<void> {
  const stored = await readAll(world);
  const { rows, records } = stored;
  for (const row of rows) {
    // Of a process that died before it told anybody, only the row is known.
    if (!world.actions.has(row.id)) continue;
    const path = records.get(row.id) ?? [];
    expect(hasItsDigest(toPendingAction(row), row.payload_digest)).toBe(true);
    checkVersions(row, stored);
    // The records of erased people lose the action that they are about.
    if (world.hasErasures) continue;
    checkCounts(row, path);
    checkPath(world, row, path);
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
    const ids = [...world.actions.keys()];
    const versions = await world.db
      .selectFrom("pending_action_versions")
      .selectAll()
      .where("action_id", "in", ids)
      .orderBy("version")
      .execute();
    const approvals = await world.db
      .selectFrom("pending_action_approvals")
      .select(["action_id", "version"])
      .where("action_id", "in", ids)
      .execute();
    const records = await readRecords(world);
    if (isDeepStrictEqual(before, records)) return { rows, records, versions, approvals };
  }
}

async function readRecords(world: DecisionsWorld): Promise<Map<string, Recorded[]>> {
  const logs = await world.db
    .selectFrom("action_logs")
    .select(["target", "action_type", "result", "created_at"])
    .where("user_id", "=", world.person(0))
    .where("action_type", "like", "pending_action.%")
    .orderBy(placeInFeed("action_logs"))
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

/** Each event is on record once, and the row has what came of them. */
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

/** All versions of the payload are kept, and the approvals of the current one are as many as the row says. */
function checkVersions(
  { id, version, action_payload, approvals: counted, required_approvals }: PendingActionRow,
  { versions, approvals }: Stored,
): void {
  const own = versions.filter(({ action_id }) => action_id === id);
  const numbers = Array.from({ length: version ?? 0 }, (_, index) => index + 1);
  expect(own.map((one) => one.version)).toEqual(numbers);
  expect(own.at(-1)?.action_payload ?? action_payload).toEqual(action_payload);
  const current = approvals.filter((one) => one.action_id === id && one.version === (version ?? 1));
  // A lone approval has no row of its own.
  expect(current).toHaveLength(required_approvals > 1 ? counted : 0);
}

/** Every decision was about the version of then, and by a person who was asked then. */
function checkPath(world: DecisionsWorld, row: PendingActionRow, path: readonly Recorded[]): void {
  let state: PendingActionState = "pending";
  let version = 1;
  let approved = new Set<string>();
  let editor: string | null = null;
  for (const { event, at, result } of path.slice(1)) {
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
    if (winners.length === 0 || world.hasErasures) continue;
    expect(decided.map(({ event, result }) => `${event} ${result?.by}`)).toEqual(winners);
  }
}
