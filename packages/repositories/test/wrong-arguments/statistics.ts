import {
  countActionLogs,
  countCommands,
  countPendingActions,
  countWebhookEvents,
} from "../../src/entries/statistics.ts";
import { on, type Rows } from "./row.ts";
import { since, userId } from "./samples.ts";

const range = { since, until: new Date(since.getTime() + 3_600_000), bucket: "minute" } as const;
const reader = { userId, auditor: undefined };

export const statistics: Rows = {
  countActionLogs: on(countActionLogs, { ...reader, ...range, ok: true }),
  countCommands: on(countCommands, { ...reader, ...range }),
  countPendingActions: on(countPendingActions, { ...reader, ...range }),
  countWebhookEvents: on(countWebhookEvents, { ...range, by: "source", source: "github" }),
};
