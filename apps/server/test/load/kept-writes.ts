import { expect } from "vitest";
import type { Records } from "./records.ts";
import type { Acknowledged } from "./writers.ts";

/** Expects all writes that a server has acknowledged in its records, after the server has ended. */
export async function expectKept(records: Records, acknowledged: Acknowledged): Promise<void> {
  await using db = await records.open();
  const events = await db.selectFrom("webhook_events").select(["id", "body_sha256"]).execute();
  const bodies = new Map(events.map(({ id, body_sha256 }) => [id, body_sha256]));
  const lost = [...acknowledged.deliveries].filter(([id, sha256]) => bodies.get(id) !== sha256);
  expect(lost).toEqual([]);

  const actions = await db.selectFrom("pending_actions").select(["id", "state"]).execute();
  const states = new Map(actions.map(({ id, state }) => [id, state]));
  expect([...acknowledged.proposals].filter((id) => !states.has(id))).toEqual([]);
  expect([...acknowledged.decisions].filter((id) => states.get(id) !== "confirmed")).toEqual([]);

  const logs = await db.selectFrom("action_logs").select(["id", "action_type", "target"]).execute();
  const ids = new Set(logs.map(({ id }) => id));
  expect([...acknowledged.logs].filter((id) => !ids.has(id))).toEqual([]);
  const audited = new Set(
    logs.flatMap((log) => (log.action_type === "pending_action.confirmed" ? [log.target] : [])),
  );
  expect([...acknowledged.decisions].filter((id) => !audited.has(id))).toEqual([]);
}
