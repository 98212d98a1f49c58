import { openDatabase } from "@handsfree/query";
import { listActionLogs, recordActionLog } from "@handsfree/repositories/action-logs";
import { countCommandsByDay, findCommand } from "@handsfree/repositories/commands";
import {
  confirmPendingAction,
  findPendingActionByToken,
} from "@handsfree/repositories/pending-actions";
import { storeWebhookEvent } from "@handsfree/repositories/webhooks";
import { sql } from "kysely";
import { dayMilliseconds } from "../data/seed.ts";
import { duckdb } from "../data/sql-dialect.ts";
import type { Contender, OpenContender } from "./contender.ts";
import { seedDuckDbFile } from "./seed-duckdb-file.ts";

/** HandsFree as its users have it: the repositories and plain Kysely on `openDatabase`. */
export async function openOurs(options: OpenContender): Promise<Contender> {
  const database = await openDatabase({ path: await seedDuckDbFile(options) });
  return {
    dialect: duckdb,
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
    confirm: async (userId, token) =>
      (await confirmPendingAction(database, { userId, token })).outcome === "confirmed",
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
    commandsByDay: async () =>
      new Map(
        (await countCommandsByDay(database)).map(({ day, count }) => [
          day.getTime() / dayMilliseconds,
          count,
        ]),
      ),
    execute: async (statement) =>
      (await sql.raw<Record<string, unknown>>(statement).execute(database)).rows,
    close: () => database.destroy(),
  };
}
