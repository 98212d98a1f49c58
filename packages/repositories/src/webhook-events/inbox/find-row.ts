import type { Executor } from "@handsfree/query";
import type { Database, WebhookEventRow } from "@handsfree/schema";
import { requireUuid } from "../../validate.ts";
import { eventColumns } from "../event.ts";

type InboxColumn = (typeof eventColumns)[number] | "lease_sha256";

/** What the inbox reads of an event: what everybody may see, and what decides who may move it. */
export const inboxColumns: readonly InboxColumn[] = [...eventColumns, "lease_sha256"];

/** An event as the inbox reads it. */
export type InboxRow = Pick<WebhookEventRow, InboxColumn>;

/** @throws {InvalidInputError} when the id is not a UUID. */
export function findInboxRow(db: Executor<Database>, id: string): Promise<InboxRow | undefined> {
  return db
    .selectFrom("webhook_events")
    .select(inboxColumns)
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
}

/** How many attempts count: those from before a replay do not, though they stay until its first claim. */
export function countedAttempts(row: InboxRow): number {
  return row.state_before_replay === null ? row.attempts : 0;
}
