import { decisionSurfaces, userRoles } from "@handsfree/schema";
import fc from "fast-check";
import { sql } from "kysely";
import {
  approvePendingAction,
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  decideMany,
  deletePendingAction,
  editPendingAction,
  findActionReceipts,
  findActionSummaries,
  findLatestPendingAction,
  findPendingAction,
  findPendingActionByToken,
  listActionVersions,
  listPendingActions,
  rejectPendingAction,
  takeBackApproval,
  waitForDecision,
  withdrawPendingAction,
} from "../../../src/entries/pending-actions.ts";
import { type Attack, attack } from "../attack.ts";
import { key, known, maybe, page, person } from "../known.ts";
import { actionTypes, asked } from "../rows.ts";

const token = known("tokens", "leaseTokens");
const decision = {
  token,
  payloadDigest: maybe(known("payloadDigests")),
  reason: maybe(fc.constant("because")),
};

const shown = {
  id: known("actionIds"),
  payloadDigest: known("payloadDigests"),
  reason: maybe(fc.constant("because")),
};
const decider = {
  role: maybe(fc.constantFrom(...userRoles)),
  surface: fc.constantFrom(...decisionSurfaces),
};

/** A proposal as the victim made it, so that with the key of that one it is the same. */
const plain = {
  summary: fc.constant(asked.summary),
  actionType: fc.constantFrom(asked.actionType, "deploy"),
  actionPayload: fc.constant(asked.actionPayload),
  expiresInSeconds: fc.constant(asked.expiresInSeconds),
};

export const pendingActionAttacks: Readonly<Record<string, Attack>> = {
  createPendingAction: fc.oneof(
    attack({ ...plain, idempotencyKey: key }, ({ db, context }, input) =>
      createPendingAction(db, input, context),
    ),
    attack(
      {
        ...plain,
        approvers: maybe(fc.array(person, { maxLength: 3 })),
        proposedBy: maybe(person),
        requiredApprovals: maybe(fc.constantFrom(1, 2)),
        proposerMayApprove: maybe(fc.boolean()),
        idempotencyKey: maybe(key),
        openLimit: maybe(fc.constantFrom(1, 100_000)),
      },
      ({ db, context }, input) => createPendingAction(db, input, context),
    ),
  ),
  confirmPendingAction: attack(decision, ({ db, context }, input) =>
    confirmPendingAction(db, input, context),
  ),
  cancelPendingAction: attack(decision, ({ db, context }, input) =>
    cancelPendingAction(db, input, context),
  ),
  approvePendingAction: attack({ ...shown, ...decider }, ({ db, context }, input) =>
    approvePendingAction(db, input, context),
  ),
  rejectPendingAction: attack({ ...shown, ...decider }, ({ db, context }, input) =>
    rejectPendingAction(db, input, context),
  ),
  takeBackApproval: attack(
    { id: shown.id, reason: shown.reason, ...decider },
    async ({ db, context }, input) => {
      // As it was shown, since few actions are in their time of grace.
      const row = await db
        .selectFrom("pending_actions")
        .select("payload_digest")
        // As text, since PostgreSQL refuses to compare an id with what is no UUID.
        .where(sql<string>`CAST(id AS VARCHAR)`, "=", input.id)
        .executeTakeFirst();
      const payloadDigest = row?.payload_digest ?? "";
      return takeBackApproval(db, { ...input, payloadDigest }, context);
    },
  ),
  withdrawPendingAction: attack(
    { id: shown.id, surface: decider.surface, reason: shown.reason },
    ({ db, context }, input) => withdrawPendingAction(db, input, context),
  ),
  decideMany: attack(
    {
      ...decider,
      decisions: fc.array(
        fc.record({ ...shown, verdict: fc.constantFrom("approve" as const, "reject" as const) }),
        { minLength: 1, maxLength: 3 },
      ),
    },
    ({ db, context }, input) => decideMany(db, input, context),
  ),
  editPendingAction: attack(
    { ...shown, ...decider, actionPayload: fc.constantFrom({ pr: 13 }, asked.actionPayload) },
    ({ db, context }, input) => editPendingAction(db, input, context),
  ),
  listActionVersions: attack({ id: known("actionIds"), ...page }, ({ db, context }, input) =>
    listActionVersions(db, input, context),
  ),
  deletePendingAction: attack({ token }, ({ db, context }, input) =>
    deletePendingAction(db, input, context),
  ),
  findPendingAction: attack({ id: known("actionIds") }, ({ db, context }, input) =>
    findPendingAction(db, input, context),
  ),
  findActionSummaries: attack(
    { ids: fc.array(known("actionIds"), { minLength: 1, maxLength: 3 }) },
    ({ db, context }, input) => findActionSummaries(db, input, context),
  ),
  findActionReceipts: attack(
    { ids: fc.array(known("actionIds"), { minLength: 1, maxLength: 3 }) },
    ({ db, context }, input) => findActionReceipts(db, input, context),
  ),
  findPendingActionByToken: attack({ token }, ({ db, context }, input) =>
    findPendingActionByToken(db, input, context),
  ),
  findLatestPendingAction: attack({}, ({ db, context }, { userId }) =>
    findLatestPendingAction(db, userId, context),
  ),
  listPendingActions: attack(
    {
      ...page,
      role: maybe(fc.constantFrom("owner", "approver")),
      state: maybe(
        fc.constantFrom("all", "pending", "confirmed", "executing", "succeeded", "expired"),
      ),
      actionType: maybe(actionTypes),
    },
    ({ db, context }, input) => listPendingActions(db, input, context),
  ),
  // Without waiting, which looks at the action all the same.
  waitForDecision: attack({ id: known("actionIds") }, ({ db, context }, input) =>
    waitForDecision(db, input, { timeout: 0 }, context),
  ),
};
