import type { Contender, Delivery, NewCommand, OnceOnly } from "../contender.ts";
import { deliveryRow } from "../rows/delivery-row.ts";
import { type KeyedLog, keyedLog, requireSameRequest } from "../rows/keyed-log.ts";
import type { NodeApiConnection, Operation } from "./connection.ts";
import { lookUp } from "./look-up.ts";
import { firstsByKey } from "./firsts-by-key.ts";
import { recordRows } from "./record-rows.ts";
import { bound } from "./values.ts";

type Records = Pick<
  Contender,
  "insertCommand" | "findCommand" | "recordOnce" | "storeDelivery" | "newestLogs"
>;

/** The operations on commands, action logs and deliveries. */
export function records(connection: NodeApiConnection): Records {
  const rows = recordRows(connection);

  const insertCommands: Operation<NewCommand, void> = {
    kind: "write",
    async run(commands) {
      await rows.commands.insert(commands.map(toCommandRow));
      return [];
    },
  };

  const findCommands: Operation<readonly [userId: string, id: string], string | undefined> = {
    kind: "read",
    async run(wanted) {
      const ids = wanted.map(([, id]) => id);
      const byId = { table: "commands", key: "id", type: "UUID", columns: "*" } as const;
      const found = await lookUp(connection, byId, ids);
      return wanted.map(([userId, id]) => {
        const row = found.get(id);
        return String(row?.["user_id"]) === userId ? String(row?.["entities"]) : undefined;
      });
    },
  };

  /**
   * Looks for the keys in the index, and inserts the others plainly: nothing can come between, since one writer does
   * both. ON CONFLICT would join with the whole table.
   */
  const recordOnce: Operation<KeyedLog, OnceOnly> = {
    kind: "write",
    async run(logs) {
      const columns = "id, request_digest";
      const byKey = { table: "action_logs", key: "owned_key", type: "VARCHAR", columns } as const;
      const keys = logs.map(({ ownedKey }) => ownedKey);
      const known = await lookUp(connection, byKey, keys);
      const { firsts, firstOf } = firstsByKey(logs, keys, known);
      await rows.keyedLogs.insert(firsts.map(toLogRow));
      return logs.map((log) => {
        const stored = known.get(log.ownedKey);
        const first = firstOf.get(log.ownedKey);
        requireSameRequest(log, stored ? stored["request_digest"] : first?.requestDigest);
        const id = stored ? String(stored["id"]) : (first?.id ?? "");
        return { id, repeated: id !== log.id };
      });
    },
  };

  /** As for keys. Each repetition is counted with an update by the id. */
  const storeDeliveries: Operation<Delivery, OnceOnly> = {
    kind: "write",
    async run(deliveries) {
      const given = deliveries.map(deliveryRow);
      const keys = given.map(({ ownedDelivery }) => ownedDelivery);
      const byKey = { table: "webhook_events", key: "owned_delivery", type: "VARCHAR" } as const;
      const known = await lookUp(connection, { ...byKey, columns: "id" }, keys);
      const { firsts, firstOf } = firstsByKey(given, keys, known);
      await rows.deliveries.insert(firsts.map(toDeliveryRow));
      const outcomes = given.map(({ id, ownedDelivery }): OnceOnly => {
        const stored = known.get(ownedDelivery);
        const first = stored ? String(stored["id"]) : (firstOf.get(ownedDelivery)?.id ?? "");
        return { id: first, repeated: first !== id };
      });
      const repeats = new Map<string, number>();
      for (const { id, repeated } of outcomes) {
        if (repeated) repeats.set(id, (repeats.get(id) ?? 0) + 1);
      }
      await rows.duplicates.change(
        [...repeats].map(([id, count]) => ({ id, count, at: new Date() })),
      );
      return outcomes;
    },
  };

  /** A page at a time: DuckDB has no statement that reads the pages of several users faster than one after another. */
  const newestLogs: Operation<readonly [userId: string, limit: number], string[]> = {
    kind: "read",
    async run(pages) {
      const found: string[][] = [];
      for (const [userId, limit] of pages) {
        const page = await connection.rows(
          `SELECT * FROM action_logs WHERE user_id = $1::UUID
           ORDER BY created_at DESC, id DESC LIMIT ${limit}`,
          [bound("UUID", userId)],
        );
        found.push(page.map(({ id }) => String(id)));
      }
      return found;
    },
  };

  const submit = {
    findCommand: connection.submit(findCommands),
    recordOnce: connection.submit(recordOnce),
    newestLogs: connection.submit(newestLogs),
  };
  return {
    insertCommand: connection.submit(insertCommands),
    findCommand: (userId, id) => submit.findCommand([userId, id]),
    recordOnce: (userId, key) => submit.recordOnce(keyedLog(userId, key)),
    storeDelivery: connection.submit(storeDeliveries),
    newestLogs: (userId, limit) => submit.newestLogs([userId, limit]),
  };
}

function toCommandRow(command: NewCommand) {
  return {
    id: command.id,
    user_id: command.userId,
    intent_name: command.intentName,
    intent_confidence: command.intentConfidence,
    entities: command.entities,
    created_at: command.createdAt,
  };
}

function toLogRow(log: KeyedLog) {
  return {
    id: log.id,
    user_id: log.userId,
    idempotency_key: log.key,
    owned_key: log.ownedKey,
    key_expires_at: log.expiresAt,
    request_digest: log.requestDigest,
    content_salt: log.salt,
    created_at: log.createdAt,
  };
}

function toDeliveryRow(delivery: ReturnType<typeof deliveryRow>) {
  return {
    id: delivery.id,
    source: delivery.source,
    delivery_id: delivery.deliveryId,
    owned_delivery: delivery.ownedDelivery,
    next_attempt_at: delivery.receivedAt,
    body: delivery.body,
    body_bytes: delivery.bodyBytes,
    body_sha256: delivery.bodySha256,
    received_at: delivery.receivedAt,
  };
}
