import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import { recordActionLog, runOnce } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  approvePendingAction,
  cancelPendingAction,
  claimAction,
  type ClaimedAction,
  confirmPendingAction,
  createPendingAction,
  failAction,
  type NewPendingAction,
  type PendingAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";

/** Whose rows, and a text that stands wherever something can be said. */
export interface Owner {
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly userId: string;
  /** Who approves besides. */
  readonly approver: string;
  readonly marker: string;
}

/** What everybody asks for: with it, somebody else's key looks like one's own retry. */
export const asked = {
  summary: "Merge #12",
  actionType: "merge_pr",
  actionPayload: { pr: 12 } as unknown,
  expiresInSeconds: 2_592_000,
};
export const requested = { target: "octo/repo#12", request: { pr: 12 } as unknown };

const types = ["merge_pr", "merge_pr", "deploy", "merge_pr/k-1", "merge_pr~1", "\0"];
export const actionTypes: Arbitrary<string> = fc.constantFrom(...types);

/** An action, and the token that it was proposed with. */
export interface Proposed {
  readonly action: PendingAction;
  readonly token: string;
}

async function propose(
  { db, clock, userId }: Owner,
  input: Partial<NewPendingAction> = {},
): Promise<Proposed> {
  const given = { ...asked, userId, ...input };
  const proposed = await createPendingAction(db, given, clock);
  if (!("token" in proposed) || proposed.token === null) throw new Error(proposed.outcome);
  return { action: proposed.action, token: proposed.token };
}

async function confirmed(owner: Owner, input?: Partial<NewPendingAction>): Promise<Proposed> {
  const { db, clock, userId, marker } = owner;
  const proposed = await propose(owner, input);
  const { token } = proposed;
  await confirmPendingAction(db, { userId, token, reason: marker }, clock);
  return proposed;
}

/** An approval that can be taken back for an hour. */
async function inGrace(owner: Owner, input: Partial<NewPendingAction>): Promise<Proposed> {
  const proposed = await confirmed(owner, input);
  const end = new Date(owner.clock.now().getTime() + 3_600_000);
  await owner.db
    .updateTable("pending_actions")
    .set({ executable_at: end, queued_at: end })
    .where("id", "=", proposed.action.id)
    .execute();
  return proposed;
}

async function executing(
  owner: Owner,
  { leaseSeconds, ...input }: Partial<NewPendingAction> & { leaseSeconds?: number } = {},
): Promise<Proposed & ClaimedAction> {
  const { db, clock, marker } = owner;
  const proposed = await confirmed(owner, input);
  const { id, actionType } = proposed.action;
  const claim = { id, types: [actionType], worker: marker, leaseSeconds };
  const claimed = await claimAction(db, claim, clock);
  if (claimed === undefined) throw new Error("nothing to claim");
  return { ...proposed, ...claimed };
}

/** Actions in every state, with all that they can hold; each lease's token at the place of its action. */
export async function makeActions(owner: Owner): Promise<{
  readonly proposed: readonly Proposed[];
  readonly leaseTokens: readonly string[];
}> {
  const { db, clock, userId, approver, marker } = owner;
  const payload = { actionPayload: { note: marker }, summary: marker };
  const done = await executing(owner, { idempotencyKey: "k-1" });
  const receipt = { userId, actionType: "merge_pr", target: marker, ok: true };
  await recordActionLog(db, { ...receipt, idempotencyKey: done.idempotencyKey }, clock);
  await succeedAction(db, { ...done.lease, result: { note: marker } }, clock);
  const failed = await executing(owner, payload);
  await failAction(db, { ...failed.lease, error: marker }, clock);
  const cancelled = await propose(owner, payload);
  await cancelPendingAction(db, { userId, token: cancelled.token, reason: marker }, clock);
  const shared = await propose(owner, {
    ...payload,
    approvers: [userId, approver],
    requiredApprovals: 2,
  });
  const { id, payloadDigest } = shared.action;
  const approval = { userId: approver, id, payloadDigest, reason: marker, surface: "api" } as const;
  await approvePendingAction(db, approval, clock);
  const crashed = await executing(owner, { ...payload, leaseSeconds: 1 });
  const running = await executing(owner, { ...payload, leaseSeconds: 43_200 });
  const leased = [done, failed, crashed, running];
  return {
    proposed: [
      ...leased,
      cancelled,
      shared,
      await confirmed(owner, payload),
      await confirmed(owner, { ...payload, actionType: "deploy" }),
      await inGrace(owner, payload),
      await propose(owner, { ...payload, expiresInSeconds: 10 }),
      await propose(owner, { ...payload, approvers: [approver] }),
      await propose(owner, { idempotencyKey: "k-2" }),
      await propose(owner, { idempotencyKey: "k-2" }),
      await propose(owner, payload),
    ],
    leaseTokens: leased.map(({ lease }) => lease.token),
  };
}

/** Records with keys and without, and runs that have not ended, one of them for too long. */
export async function makeLogs(owner: Owner): Promise<void> {
  const { db, clock, userId, marker } = owner;
  const log = { userId, actionType: "merge_pr", ok: true, result: { note: marker } };
  await recordActionLog(db, { ...log, ...requested, idempotencyKey: "k-1" }, clock);
  await recordActionLog(db, { ...log, ...requested, idempotencyKey: "k/1" }, clock);
  await recordActionLog(db, { ...log, target: marker, request: { note: marker } }, clock);
  await recordActionLog(
    db,
    { ...log, ...requested, idempotencyKey: "old", keyLifeSeconds: 60 },
    clock,
  );
  const run = { userId, actionType: "deploy", target: marker, request: { note: marker } };
  await beginRun(owner, { ...run, idempotencyKey: "running" });
  await beginRun(owner, { ...run, idempotencyKey: "stale", leaseSeconds: 1 });
  await beginRun(owner, { ...run, ...requested, idempotencyKey: "k-2", leaseSeconds: 1 });
}

/** A run whose process never hears of it again. */
async function beginRun({ db, clock }: Owner, input: Parameters<typeof runOnce>[1]): Promise<void> {
  const begun = Promise.withResolvers<void>();
  const never = (): Promise<never> => {
    begun.resolve();
    return new Promise(() => undefined);
  };
  runOnce(db, input, never, clock).catch(begun.reject);
  await begun.promise;
}

/** @returns their ids. */
export async function makeCommands({ db, clock, userId, marker }: Owner): Promise<string[]> {
  const plain = { userId, inputType: "text", status: "ok" } as const;
  const inputs = [
    { ...plain, sessionId: "s-1", idempotencyKey: "k-1" },
    {
      ...plain,
      privacyMode: "debug" as const,
      transcript: `say ${marker} to nobody`,
      intentName: `note.${marker}`,
      entities: { note: marker },
      sessionId: "s-2",
      idempotencyKey: "k-2",
    },
    { ...plain, transcript: marker, storeTranscript: true, entities: [marker] },
  ];
  const recorded = await Promise.all(inputs.map((input) => recordCommand(db, input, clock)));
  return recorded.map(({ command }) => command.id);
}
