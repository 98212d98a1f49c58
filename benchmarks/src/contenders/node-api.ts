import { DuckDBInstance } from "@duckdb/node-api";
import { v7 } from "uuid";
import { duckdb } from "../data/sql-dialect.ts";
import type { Contender, NewCommand, OpenContender } from "./contender.ts";
import { confirmedResult } from "./confirmed-result.ts";
import { deliveryRow } from "./delivery-row.ts";
import { keyedLog, requireSameRequest } from "./keyed-log.ts";
import { NodeApiConnection } from "./node-api-connection.ts";
import * as statements from "./node-api-statements.ts";
import { bindable, uuid } from "./node-api-values.ts";
import { seedDuckDbFile } from "./seed-duckdb-file.ts";
import { sha256 } from "./sha256.ts";

/** DuckDB's own client, used as well as possible, without our packages. */
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
          firstText(await connection.run(statements.findAction, [sha256(token), uuid(userId)])),
      }),
    confirm: (userId, token) =>
      connection.submit({
        kind: "transaction",
        async work() {
          const holder = [sha256(token), uuid(userId)];
          const [action] = await connection.run(statements.confirm, [now(), ...holder]);
          if (action === undefined) return false;
          const [id, actionType, payloadDigest, approvals, requiredApprovals] = action;
          const confirmed = { actionType, payloadDigest, approvals, requiredApprovals };
          const result = confirmedResult(userId, confirmed);
          const values = [uuid(v7()), uuid(userId), String(id), result, now()];
          await connection.run(statements.audit, values);
          return true;
        },
      }),
    recordOnce: (userId, key) =>
      connection.submit({
        kind: "write",
        async work() {
          const log = keyedLog(userId, key);
          const names = [uuid(log.id), uuid(userId), key, log.ownedKey];
          const values = [...names, bindable(log.expiresAt), log.requestDigest];
          const id = firstText(
            await connection.run(statements.recordOnce, [...values, bindable(log.createdAt)]),
          );
          if (id !== undefined) return { id, repeated: false };
          const found = await connection.run(statements.findLogByKey, [log.ownedKey]);
          requireSameRequest(log, found[0]?.[1]);
          return { id: firstText(found) ?? "", repeated: true };
        },
      }),
    storeDelivery: (delivery) =>
      connection.submit({
        kind: "write",
        async work() {
          const row = deliveryRow(delivery);
          const receivedAt = bindable(row.receivedAt);
          const names = [uuid(row.id), row.source, row.deliveryId, row.ownedDelivery];
          const content = [bindable(row.body), BigInt(row.bodyBytes), row.bodySha256];
          const values = [...names, ...content, receivedAt];
          const id = firstText(await connection.run(statements.storeDelivery, values));
          if (id !== undefined) return { id, repeated: false };
          const found = await connection.run(statements.findDelivery, [row.ownedDelivery]);
          const earlier = firstText(found) ?? "";
          await connection.run(statements.countDuplicate, [receivedAt, uuid(earlier)]);
          return { id: earlier, repeated: true };
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
