import { test } from "vitest";
import { checkHistories, histories } from "./run-histories.ts";
import { checkWebhooks } from "./webhooks-check.ts";
import { beginWorld, jump, runStep, step } from "./webhooks-steps.ts";
import { WebhooksWorld } from "./webhooks-world.ts";

const expected = [
  ...["stored", "duplicate", "rejected", "claimed", "claimed again", "extended", "lease_lost"],
  ...["processed", "ignored", "failed", "dead", "released", "already_ended", "buried"],
  ...["retried", "revived", "replayed", "replayed all", "put back"],
];

test(
  `${histories} histories of the inbox: no event lost, no work twice within a lease, no illegal transition`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    const seen = new Set<string>();
    await checkHistories({
      step,
      jump,
      seen,
      expected,
      begin: (db, clock) => beginWorld(new WebhooksWorld(db, clock, seen)),
      run: (world, { db }, taken) => runStep(world, db, taken),
      check: checkWebhooks,
    });
  },
);
