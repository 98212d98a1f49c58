import { runOnce } from "@handsfree/repositories/action-logs";
import { recordCommand } from "@handsfree/repositories/commands";
import { heartbeatAction } from "@handsfree/repositories/pending-actions";
import {
  claimWebhookEvents,
  replayWebhookEvent,
  succeedWebhookEvent,
} from "@handsfree/repositories/webhooks";
import { v7 } from "uuid";
import type { Contender } from "../contenders/contender.ts";
import { seededUser } from "../data/seed.ts";
import { deliveryBody } from "../workloads/delivery-body.ts";
import { ownDatabase } from "../workloads/own-database.ts";
import { ownerOf } from "../workloads/owners.ts";

type Call = (n: number) => Promise<unknown>;

/** The most actions and events that wait here for the call that works on them. */
const mostWaiting = 1000;

/** All operations, each on what the others have left. None of them keeps more with each call. */
export function soakCalls(contender: Contender): Readonly<Record<string, Call>> {
  const database = ownDatabase(contender);
  const actionType = `merge-${v7()}`;
  const waiting: { readonly userId: string; readonly token: string }[] = [];
  const processed: string[] = [];
  return {
    async propose(n) {
      const userId = ownerOf(actionType, n);
      const proposal = { userId, actionType, payload: { pr: n }, openLimit: 100 };
      const token = await contender.propose(proposal);
      if (token !== undefined && waiting.length < mostWaiting) waiting.push({ userId, token });
    },
    async confirm() {
      const holder = waiting.shift();
      if (holder) await contender.confirm(holder.userId, holder.token);
    },
    async execute() {
      const claimed = await contender.claim(actionType, "soak");
      if (claimed === undefined) return;
      await heartbeatAction(database, { actionId: claimed.id, token: claimed.token });
      await contender.succeed(claimed, { merged: true });
    },
    find: () => contender.findAction(seededUser(0), "seed-0"),
    page: (n) => contender.newestLogs(seededUser(n), 50),
    insert: (n) =>
      contender.insertCommand({
        id: v7(),
        userId: seededUser(n),
        intentName: "merge_pr",
        intentConfidence: 0.5,
        entities: `{"pr":${n}}`,
        createdAt: new Date(),
      }),
    command: (n) =>
      recordCommand(database, {
        userId: seededUser(n),
        inputType: "text",
        status: "ok",
        intentName: "merge_pr",
        intentConfidence: 0.5,
        entities: { pr: n },
      }),
    "record once": (n) => contender.recordOnce(seededUser(n), `soak-${Math.floor(n / 2)}`),
    "run once": (n) =>
      runOnce(
        database,
        {
          userId: seededUser(n),
          actionType: "merge_pr",
          target: "octo/repo#1",
          request: { pr: 1 },
          idempotencyKey: `soak-run-${Math.floor(n / 2)}`,
        },
        () => ({ merged: true }),
      ),
    deliver: (n) =>
      contender.storeDelivery({
        source: "soak",
        deliveryId: `delivery-${Math.floor(n / 2)}`,
        body: deliveryBody,
      }),
    async process() {
      const claim = { sources: ["soak"], worker: "soak", limit: 1 };
      const [claimed] = await claimWebhookEvents(database, claim);
      if (claimed === undefined) return;
      const { eventId, token } = claimed.lease;
      await succeedWebhookEvent(database, { id: eventId, token });
      if (processed.length < mostWaiting) processed.push(eventId);
    },
    async replay() {
      const id = processed.shift();
      if (id !== undefined) await replayWebhookEvent(database, { id, requestedBy: "soak" });
    },
  };
}
