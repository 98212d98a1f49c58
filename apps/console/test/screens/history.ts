import { join } from "node:path";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import { sealActionLogs } from "@handsfree/repositories/audit";
import { recordCommand } from "@handsfree/repositories/commands";
import {
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
} from "@handsfree/repositories/pending-actions";
import { openTestDatabase, temporaryDirectory, TestClock } from "@handsfree/testkit";

const userId = "019a2f6e-0000-7000-8000-00000000000a";
const types = ["merge_pr", "comment", "label", "rerun_checks", "dispatch_workflow"] as const;
const intents = ["pr.merge", "pr.summary", "inbox.list", "checks.rerun", "agent.delegate"] as const;

/** A database with three weeks of work, for a server to open. The same at each call, except for its ids. */
export async function threeWeeks(): Promise<{
  readonly env: Record<string, string>;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const folder = await temporaryDirectory();
  const path = join(folder.path, "history.db");
  await using db = await openTestDatabase(path);
  const clock = new TestClock(new Date(Date.now() - 21 * 24 * 3_600_000).toISOString());
  for (let n = 0; n < 160; n += 1) {
    const actionType = types[(n * n + 3 * n) % types.length] ?? "comment";
    const target = `octo/${n % 3 === 0 ? "web" : "api"}#${100 + ((n * 7) % 60)}`;
    const action = await createPendingAction(
      db,
      { userId, summary: `${actionType} ${target}`, actionType, actionPayload: { target } },
      clock,
    );
    if (action.outcome !== "proposed") throw new Error(action.outcome);
    clock.advance(1000 * (5 + ((n * 37) % 240)));
    const decision = { userId, token: action.token };
    if (n % 6 === 5) await cancelPendingAction(db, decision, clock);
    else if (n % 9 !== 0) await confirmPendingAction(db, decision, clock);
    const log = { userId, actionType, target, ok: n % 13 !== 0, request: { target } };
    await recordActionLog(db, log, clock);
    await recordCommand(
      db,
      {
        userId,
        inputType: n % 4 === 0 ? "text" : "audio",
        status: n % 11 === 0 ? "error" : n % 3 === 0 ? "needs_confirmation" : "ok",
        intentName: intents[(n * 5 + (n >> 2)) % intents.length] ?? null,
        intentConfidence: 0.7 + (n % 30) / 100,
        entities: { number: 100 + n },
        sessionId: `walk-${n >> 3}`,
        latencyMs: 300 + ((n * 53) % 900),
        profile: "commute",
      },
      clock,
    );
    // Busy days and quiet ones, up to an hour ago.
    clock.advance(20 * 24 * 3_600_000 * (n % 8 === 0 ? 1 / 50 : 1 / 235));
  }
  await sealActionLogs(db, { settleSeconds: 0 }, clock);
  return { env: { DUCKDB_PATH: path }, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
