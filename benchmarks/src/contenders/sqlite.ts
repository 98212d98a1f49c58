import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { v7 } from "uuid";
import { seedStatement } from "../data/seed-statements.ts";
import { sqlite } from "../data/sql-dialect.ts";
import { createTables, sqliteTypes } from "../data/tables.ts";
import type { Contender, OpenContender } from "./contender.ts";
import { confirmedResult } from "./confirmed-result.ts";
import { deliveryRow } from "./delivery-row.ts";
import { keyedLog, requireSameRequest } from "./keyed-log.ts";
import { sha256 } from "./sha256.ts";
import { SharedCommits } from "./shared-commits.ts";
import * as statements from "./sqlite-statements.ts";

/** SQLite with a durable WAL, statements prepared once, and commits shared by hand. */
export async function openSqlite(options: OpenContender): Promise<Contender> {
  const database = openSeeded(options);
  const prepared = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const run = (statement: string, ...values: SQLInputValue[]): Record<string, SQLOutputValue>[] => {
    let ready = prepared.get(statement);
    if (ready === undefined) prepared.set(statement, (ready = database.prepare(statement)));
    return ready.all(...values);
  };
  const commits = new SharedCommits<() => unknown>(async (jobs) => {
    run("BEGIN IMMEDIATE");
    try {
      const results = jobs.map((job) => job());
      run("COMMIT");
      return results;
    } catch (error) {
      run("ROLLBACK");
      throw error;
    }
  });
  const write = async <T>(job: () => T): Promise<T> => (await commits.submit(job)) as T;
  const firstText = (rows: readonly Record<string, SQLOutputValue>[]): string | undefined =>
    rows[0] === undefined ? undefined : String(rows[0]["text"]);
  return {
    dialect: sqlite,
    insertCommand: ({ id, userId, intentName, intentConfidence, entities, createdAt }) =>
      write(() => {
        const values = [id, userId, intentName, intentConfidence, entities, createdAt.getTime()];
        run(statements.insertCommand, ...values);
      }),
    findCommand: async (userId, id) => firstText(run(statements.findCommand, id, userId)),
    findAction: async (userId, token) =>
      firstText(run(statements.findAction, sha256(token), userId)),
    confirm: (userId, token) =>
      write(() => {
        const now = Date.now();
        const [action] = run(statements.confirm, now, sha256(token), userId);
        if (action === undefined) return false;
        const result = confirmedResult(userId, {
          actionType: action["action_type"],
          payloadDigest: action["payload_digest"],
          approvals: action["approvals"],
          requiredApprovals: action["required_approvals"],
        });
        run(statements.audit, v7(), userId, String(action["id"]), result, now);
        return true;
      }),
    recordOnce: (userId, key) =>
      write(() => {
        const log = keyedLog(userId, key);
        const values = [log.id, userId, key, log.ownedKey, log.expiresAt.getTime()];
        const id = firstText(
          run(statements.recordOnce, ...values, log.requestDigest, log.createdAt.getTime()),
        );
        if (id !== undefined) return { id, repeated: false };
        const found = run(statements.findLogByKey, log.ownedKey);
        requireSameRequest(log, found[0]?.["request_digest"]);
        return { id: firstText(found) ?? "", repeated: true };
      }),
    storeDelivery: (delivery) =>
      write(() => {
        const row = deliveryRow(delivery);
        const { ownedDelivery, receivedAt } = row;
        const names = [row.id, row.source, row.deliveryId, ownedDelivery];
        const values = [...names, row.body, row.bodyBytes, row.bodySha256, receivedAt.getTime()];
        const id = firstText(run(statements.storeDelivery, ...values));
        if (id !== undefined) return { id, repeated: false };
        const counted = run(statements.countDuplicate, receivedAt.getTime(), ownedDelivery);
        return { id: firstText(counted) ?? "", repeated: true };
      }),
    newestLogs: async (userId, limit) =>
      run(statements.newestLogs, userId, limit).map((row) => String(row["text"])),
    commandsByDay: async () =>
      new Map(run(statements.commandsByDay).map(({ day, n }) => [Number(day), Number(n)])),
    execute: async (statement) => database.prepare(statement).all(),
    close: async () => database.close(),
  };
}

function openSeeded({ directory, seed, tables }: OpenContender): DatabaseSync {
  const database = new DatabaseSync(join(directory, "bench.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.function("sha256", { deterministic: true }, (text) => sha256(String(text)));
  database.function("new_id", () => v7());
  for (const statement of createTables(sqliteTypes)) database.exec(statement);
  for (const table of tables) database.exec(seedStatement(sqlite, table, seed));
  database.exec("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
  return database;
}
