import { type ActionLog } from "@handsfree/repositories/action-logs";
import { renderActionLog } from "@handsfree/wire/action-logs";
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
  render: renderActionLog,
};
