import type { Executor } from "@handsfree/query";
import type { Database, WebhookEventRow } from "@handsfree/schema";
import { isOneOf } from "../../one-of.ts";
import { eventColumns } from "../event.ts";

type InboxColumn = (typeof eventColumns)[number] | "lease_sha256";

/** The public columns of an event, and the one that decides which worker may change it. */
export const inboxColumns: readonly InboxColumn[] = [...eventColumns, "lease_sha256"];

/** An event as the inbox reads it. */
export type InboxRow = Pick<WebhookEventRow, InboxColumn>;

export function findInboxRows(db: Executor<Database>, ids: readonly string[]): Promise<InboxRow[]> {
  return db
    .selectFrom("webhook_events")
    .select(inboxColumns)
    .where(isOneOf("id", "uuid", ids))
    .execute();
}

/** The attempts that count. Those from before a replay stay in the row until its first claim, but do not count. */
export function countedAttempts(row: InboxRow): number {
  return row.state_before_replay === null ? row.attempts : 0;
}
