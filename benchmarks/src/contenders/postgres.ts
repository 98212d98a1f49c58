import { v7 } from "uuid";
import { ownedText } from "../data/owned-text.ts";
import { seedStatement } from "../data/seed-statements.ts";
import { postgres } from "../data/sql-dialect.ts";
import { createTables, postgresTypes } from "../data/tables.ts";
import type { Contender, OpenContender } from "./contender.ts";
import { hashToken } from "./hash-token.ts";
import { startPostgres } from "./postgres-server.ts";
import { postgresStatements } from "./postgres-statements.ts";

/** PostgreSQL through `pg`'s pool, with named statements, which the server plans once a connection. */
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
      firstText(await run("findAction", [hashToken(token), userId])),
    async confirm(userId, token) {
      const values = [new Date(), hashToken(token), userId, v7()];
      return (await run("confirm", values)).length > 0;
    },
    async recordOnce(userId, key) {
      const owned = ownedText(userId, `merge_pr/${key}`);
      const id = firstText(await run("recordOnce", [v7(), userId, key, owned, new Date()]));
      if (id !== undefined) return { id, repeated: false };
      return { id: firstText(await run("findLogByKey", [owned])) ?? "", repeated: true };
    },
    async storeDelivery({ source, deliveryId, body }) {
      const owned = ownedText(source, deliveryId);
      const values = [v7(), source, deliveryId, owned, body, new Date()];
      const id = firstText(await run("storeDelivery", values));
      if (id !== undefined) return { id, repeated: false };
      const found = await run("findDelivery", [owned]);
      return { id: firstText(found) ?? "", repeated: true };
    },
    newestLogs: async (userId, limit) =>
      (await run("newestLogs", [userId, limit])).map((row) => String(row["text"])),
    commandsByDay: async () =>
      new Map((await run("commandsByDay")).map(({ day, n }) => [Number(day), Number(n)])),
    execute: async (statement) => (await pool.query<Record<string, unknown>>(statement)).rows,
    close: stop,
  };
}
