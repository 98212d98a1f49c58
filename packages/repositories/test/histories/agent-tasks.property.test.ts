import { expect, test } from "vitest";
import { beginTasks, checkAgentTasks, jump, runStep, step } from "./agent-tasks-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

const expected = [
  "claimed",
  "claimed again",
  "complete: completed",
  "complete: lease_lost",
  "complete: already_ended",
  "fail: retrying",
  "fail: failed",
  "give up: failed",
  "ask: asked",
  "release: released",
  "heartbeat: extended",
  "heartbeat: lease_lost",
  "answer: answered",
  "answer: wrong_status",
  "cancel: cancelled",
  "cancel: wrong_status",
  "retry: retried",
  "retry: wrong_status",
];

test(
  `${histories} histories of agent tasks: one worker within a lease, one end for each beginning`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    const seen = new Set<string>();
    const checked = await checkHistories({
      step,
      jump,
      begin: (db, clock) => beginTasks(db, clock, seen),
      run: runStep,
      check: checkAgentTasks,
    });
    expect(checked).toBeGreaterThanOrEqual(histories);
    // Fewer need not come to all.
    const missed = histories < 2000 ? [] : expected.filter((outcome) => !seen.has(outcome));
    expect(missed).toEqual([]);
  },
);
