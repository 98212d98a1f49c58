import { expect, test } from "vitest";
import { checkHistories, histories } from "./run-histories.ts";
import { checkWebhooks } from "./webhooks-check.ts";
import { beginWorld, jump, runStep, step } from "./webhooks-steps.ts";
import { WebhooksWorld } from "./webhooks-world.ts";

const expected = [
  "stored",
  "duplicate",
  "rejected",
  "claimed",
  "claimed again",
  "extended",
  "lease_lost",
  "processed",
  "ignored",
  "failed",
  "dead",
  "released",
  "already_ended",
  "deadLettered",
  "retried",
  "revived",
  "replayed",
  "replayed all",
  "put back",
];

test(
  `${histories} histories of the inbox: no event lost, no work twice within a lease, no illegal transition`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    const seen = new Set<string>();
    const checked = await checkHistories({
      step,
      jump,
      begin: (db, clock) => beginWorld(new WebhooksWorld(db, clock, seen)),
      run: (world, { db }, taken) => runStep(world, db, taken),
      check: checkWebhooks,
    });
    expect(checked).toBeGreaterThanOrEqual(histories);
    // Fewer need not come to all.
    const missed = histories < 2000 ? [] : expected.filter((outcome) => !seen.has(outcome));
    expect(missed).toEqual([]);
  },
);
