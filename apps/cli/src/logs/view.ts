import { type ActionLog, decodeJsonExactly } from "@handsfree/repositories";
import type { View } from "../output/page.ts";

export const actionLogView: View<ActionLog> = {
  empty: "No action log matches.",
  columns: {
    "CREATED AT": (log) => log.createdAt,
    OK: (log) => log.ok,
    TYPE: (log) => log.actionType,
    TARGET: (log) => log.target,
    RESULT: (log) => log.resultJson,
    ID: (log) => log.id,
  },
  toJson: (log) => ({
    id: log.id,
    user_id: log.userId,
    action_type: log.actionType,
    target: log.target,
    request: decodeJsonExactly(log.requestJson),
    result: decodeJsonExactly(log.resultJson),
    ok: log.ok,
    idempotency_key: log.idempotencyKey,
    created_at: log.createdAt,
  }),
};
