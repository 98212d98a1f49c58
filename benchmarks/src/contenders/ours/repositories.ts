import { listActionLogs, recordActionLog } from "@handsfree/repositories/action-logs";
import { findCommand } from "@handsfree/repositories/commands";
import {
  claimAction,
  confirmPendingAction,
  createPendingAction,
  findPendingActionByToken,
  succeedAction,
} from "@handsfree/repositories/pending-actions";
import { storeWebhookEvent } from "@handsfree/repositories/webhooks";
import type { Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";
import type { SqlDialect } from "../../data/sql-dialect.ts";
import type { Contender } from "../contender.ts";
import { proposalSummary } from "../rows/proposal-row.ts";

/** The repositories and plain Kysely on one of the engines. */
export function repositories(
  database: Kysely<Database>,
  dialect: SqlDialect,
): Omit<Contender, "close"> {
  return {
    dialect,
    database,
    async insertCommand({ id, userId, intentName, intentConfidence, entities, createdAt }) {
      await database
        .insertInto("commands")
        .values({
          id,
          user_id: userId,
          profile: "default",
          input_type: "text",
          privacy_mode: "strict",
          intent_name: intentName,
          intent_confidence: intentConfidence,
          entities,
          status: "ok",
          created_at: createdAt,
        })
        .execute();
    },
    findCommand: async (userId, id) =>
      (await findCommand(database, { userId, id }))?.entitiesJson ?? undefined,
    findAction: async (userId, token) =>
      (await findPendingActionByToken(database, { userId, token }))?.actionPayloadJson,
    async propose({ userId, actionType, payload, openLimit }) {
      const proposal = await createPendingAction(database, {
        userId,
        summary: proposalSummary,
        actionType,
        actionPayload: payload,
        openLimit,
      });
      if (proposal.outcome === "too_many_open") return undefined;
      if (proposal.outcome === "proposed") return proposal.token;
      throw new Error(`a proposal was told ${proposal.outcome}`);
    },
    confirm: async (userId, token) =>
      (await confirmPendingAction(database, { userId, token })).outcome === "confirmed",
    async claim(actionType, worker) {
      const claimed = await claimAction(database, { types: [actionType], worker });
      if (claimed === undefined) return undefined;
      const { lease, action } = claimed;
      return { id: lease.actionId, token: lease.token, payload: action.actionPayloadJson };
    },
    succeed: async ({ id, token }, result) =>
      (await succeedAction(database, { actionId: id, token, result })).outcome === "succeeded",
    async recordOnce(userId, key) {
      const recorded = await recordActionLog(database, {
        userId,
        actionType: "merge_pr",
        target: "octo/repo#1",
        request: { pr: 1 },
        ok: true,
        idempotencyKey: key,
      });
      if (!("log" in recorded)) throw new Error(`a retry was told ${recorded.outcome}`);
      return { id: recorded.log.id, repeated: recorded.outcome === "replayed" };
    },
    async storeDelivery({ source, deliveryId, body }) {
      const { event, outcome } = await storeWebhookEvent(database, {
        source,
        eventType: "push",
        deliveryId,
        signatureOk: true,
        payload: body,
      });
      return { id: event.id, repeated: outcome === "duplicate" };
    },
    newestLogs: async (userId, limit) =>
      (await listActionLogs(database, { userId, limit })).items.map(({ id }) => id),
    execute: async (statement) =>
      (await sql.raw<Record<string, unknown>>(statement).execute(database)).rows,
  };
}
