import type { Executor } from "@handsfree/query";
import type { Database, WebhookEventRow } from "@handsfree/schema";
import { requireUuid } from "../../validate.ts";
import { eventColumns } from "../event.ts";

type InboxColumn = (typeof eventColumns)[number] | "lease_sha256";

/** The public columns of an event, and the one that decides which worker may change it. */
export const inboxColumns: readonly InboxColumn[] = [...eventColumns, "lease_sha256"];

/** An event as the inbox reads it. */
export type InboxRow = Pick<WebhookEventRow, InboxColumn>;

/** @throws {InvalidInputError} if the id is not a UUID. */
export function findInboxRow(db: Executor<Database>, id: string): Promise<InboxRow | undefined> {
  return db
    .selectFrom("webhook_events")
    .select(inboxColumns)
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
}

/** The attempts that count. Those from before a replay stay in the row until its first claim, but do not count. */
export function countedAttempts(row: InboxRow): number {
  return row.state_before_replay === null ? row.attempts : 0;
}
