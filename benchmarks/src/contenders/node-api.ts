import { DuckDBInstance } from "@duckdb/node-api";
import { v7 } from "uuid";
import { ownedText } from "../data/owned-text.ts";
import { duckdb } from "../data/sql-dialect.ts";
import type { Contender, NewCommand, OpenContender } from "./contender.ts";
import { hashToken } from "./hash-token.ts";
import { NodeApiConnection } from "./node-api-connection.ts";
import * as statements from "./node-api-statements.ts";
import { bindable, uuid } from "./node-api-values.ts";
import { seedDuckDbFile } from "./seed-duckdb-file.ts";

/** DuckDB's own client at its best, with nothing of ours between. */
export async function openNodeApi(options: OpenContender): Promise<Contender> {
  const instance = await DuckDBInstance.create(await seedDuckDbFile(options));
  const connection = new NodeApiConnection(await instance.connect());
  const now = () => bindable(new Date());
  const firstText = (rows: readonly (readonly unknown[])[]): string | undefined =>
    rows[0] === undefined ? undefined : String(rows[0][0]);
  return {
    dialect: duckdb,
    insertCommand: (command) =>
      connection.submit({
        kind: "write",
        batch: { statement: statements.insertCommands, row: toRow(command) },
        async work() {
          const { id, userId, intentName, intentConfidence, entities, createdAt } = command;
          await connection.run(statements.insertCommand, [
            uuid(id),
            uuid(userId),
            intentName,
            intentConfidence,
            entities,
            bindable(createdAt),
          ]);
        },
      }),
    findCommand: (userId, id) =>
      connection.submit({
        kind: "read",
        work: async () =>
          firstText(await connection.run(statements.findCommand, [uuid(id), uuid(userId)])),
      }),
    findAction: (userId, token) =>
      connection.submit({
        kind: "read",
        work: async () =>
          firstText(await connection.run(statements.findAction, [hashToken(token), uuid(userId)])),
      }),
    confirm: (userId, token) =>
      connection.submit({
        kind: "transaction",
        async work() {
          const holder = [hashToken(token), uuid(userId)];
          const rows = await connection.run(statements.confirm, [now(), ...holder]);
          const payload = firstText(rows);
          if (payload === undefined) return false;
          await connection.run(statements.audit, [uuid(v7()), uuid(userId), payload, now()]);
          return true;
        },
      }),
    recordOnce: (userId, key) =>
      connection.submit({
        kind: "write",
        async work() {
          const owned = ownedText(userId, `merge_pr/${key}`);
          const values = [uuid(v7()), uuid(userId), key, owned, now()];
          const id = firstText(await connection.run(statements.recordOnce, values));
          if (id !== undefined) return { id, repeated: false };
          const found = await connection.run(statements.findLogByKey, [owned]);
          return { id: firstText(found) ?? "", repeated: true };
        },
      }),
    storeDelivery: ({ source, deliveryId, body }) =>
      connection.submit({
        kind: "write",
        async work() {
          const owned = ownedText(source, deliveryId);
          const values = [uuid(v7()), source, deliveryId, owned, bindable(body), now()];
          const id = firstText(await connection.run(statements.storeDelivery, values));
          if (id !== undefined) return { id, repeated: false };
          const found = await connection.run(statements.findDelivery, [owned]);
          return { id: firstText(found) ?? "", repeated: true };
        },
      }),
    newestLogs: (userId, limit) =>
      connection.submit({
        kind: "read",
        work: async () =>
          (await connection.run(statements.newestLogs(limit), [uuid(userId)])).map((row) =>
            String(row[0]),
          ),
      }),
    commandsByDay: () =>
      connection.submit({
        kind: "read",
        work: async () =>
          new Map(
            (await connection.run(statements.commandsByDay)).map(([day, n]) => [
              Number(day),
              Number(n),
            ]),
          ),
      }),
    execute: (statement) =>
      connection.submit({ kind: "read", work: () => connection.execute(statement) }),
    async close() {
      connection.close();
      instance.closeSync();
    },
  };
}

function toRow({ createdAt, ...command }: NewCommand): object {
  return { ...command, createdAt: createdAt.toISOString() };
}
