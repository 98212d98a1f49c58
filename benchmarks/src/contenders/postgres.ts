import { v7 } from "uuid";
import { seedStatement } from "../data/seed-statements.ts";
import { postgres } from "../data/sql-dialect.ts";
import { createTables, postgresTypes } from "../data/tables.ts";
import type { Contender, OpenContender } from "./contender.ts";
import { deliveryRow } from "./delivery-row.ts";
import { keyedLog, requireSameRequest } from "./keyed-log.ts";
import { startPostgres } from "./postgres-server.ts";
import { postgresStatements } from "./postgres-statements.ts";
import { sha256 } from "./sha256.ts";

/** PostgreSQL through `pg`'s pool, with named statements, which the server plans once for each connection. */
export async function openPostgres({ directory, seed, tables }: OpenContender): Promise<Contender> {
  const { pool, stop } = await startPostgres(directory);
  for (const statement of createTables(postgresTypes)) await pool.query(statement);
  for (const table of tables) await pool.query(seedStatement(postgres, table, seed));
  await pool.query("VACUUM ANALYZE");
  await pool.query("CHECKPOINT");

  const run = async (
    name: keyof typeof postgresStatements,
    values: unknown[] = [],
  ): Promise<Record<string, unknown>[]> =>
    (await pool.query<Record<string, unknown>>({ name, text: postgresStatements[name], values }))
      .rows;
  const firstText = (rows: readonly Record<string, unknown>[]): string | undefined =>
    rows[0] === undefined ? undefined : String(rows[0]["text"]);
  return {
    dialect: postgres,
    async insertCommand({ id, userId, intentName, intentConfidence, entities, createdAt }) {
      const values = [id, userId, intentName, intentConfidence, entities, createdAt];
      await run("insertCommand", values);
    },
    findCommand: async (userId, id) => firstText(await run("findCommand", [id, userId])),
    findAction: async (userId, token) =>
      firstText(await run("findAction", [sha256(token), userId])),
    async confirm(userId, token) {
      const values = [new Date(), sha256(token), userId, v7()];
      return (await run("confirm", values)).length > 0;
    },
    async recordOnce(userId, key) {
      const log = keyedLog(userId, key);
      const values = [log.id, userId, key, log.ownedKey, log.expiresAt, log.requestDigest];
      const id = firstText(await run("recordOnce", [...values, log.createdAt]));
      if (id !== undefined) return { id, repeated: false };
      const found = await run("findLogByKey", [log.ownedKey]);
      requireSameRequest(log, found[0]?.["request_digest"]);
      return { id: firstText(found) ?? "", repeated: true };
    },
    async storeDelivery(delivery) {
      const row = deliveryRow(delivery);
      const names = [row.id, row.source, row.deliveryId, row.ownedDelivery];
      const values = [...names, row.body, row.bodyBytes, row.bodySha256, row.receivedAt];
      const id = firstText(await run("storeDelivery", values));
      if (id !== undefined) return { id, repeated: false };
      const counted = await run("countDuplicate", [row.receivedAt, row.ownedDelivery]);
      return { id: firstText(counted) ?? "", repeated: true };
    },
    newestLogs: async (userId, limit) =>
      (await run("newestLogs", [userId, limit])).map((row) => String(row["text"])),
    commandsByDay: async () =>
      new Map((await run("commandsByDay")).map(({ day, n }) => [Number(day), Number(n)])),
    execute: async (statement) => (await pool.query<Record<string, unknown>>(statement)).rows,
    close: stop,
  };
}
