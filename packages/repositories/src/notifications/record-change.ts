import type { Executor } from "@handsfree/query";
import type { Database, NotificationChannelRow } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";

/** The audit row of a change of a channel, which belongs to its person. It has nothing of the address. */
export function recordChannelChange(
  db: Executor<Database>,
  { id, user_id, kind }: Pick<NotificationChannelRow, "id" | "user_id" | "kind">,
  {
    event,
    by,
    details,
  }: {
    readonly event: SystemEvent<"notification_channel">;
    readonly by: string | null;
    readonly details?: Readonly<Record<string, unknown>>;
  },
  context: Context,
): Compilable {
  const log = {
    userId: user_id,
    actionType: `notification_channel.${event}`,
    target: id,
    ok: true,
    result: { by, kind, ...details },
  } as const;
  return insertActionLog(db, log, context);
}
