import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { requireCall } from "../context.ts";
import { type ErasureCounts, type PartialCounts, sumCounts } from "./counts.ts";
import { hasAHandInKey, makers } from "./erase-access.ts";
import { hasAHandIn } from "./erase-actions.ts";
import { hasReason, hasWords } from "./erase-events.ts";
import { othersAnswers } from "./erase-answers.ts";
import { type OwnedTable, ownedTables } from "./erase-rows.ts";
import { eventsAbout } from "./events-about.ts";
import { logsNaming, ownLogs } from "./logs-about.ts";
import { mentionsOf } from "./mentions.ts";
import { namings } from "./names.ts";
import { readSubject, type Subject } from "./subject.ts";
import { requirePerson } from "../person.ts";

/**
 * Counts the rows of each table that `eraseUser` would change now. Changes nothing.
 *
 * @throws {InvalidInputError} if the id is not a UUID, or is the nil or the max UUID.
 */
export async function previewErasure(
  db: Executor<Database>,
  userId: string,
): Promise<ErasureCounts> {
  requireCall(db);
  const subject = await readSubject(db, requirePerson("userId", userId));
  const owned = await Promise.all(
    Object.entries(ownedTables).map(async ([table, [, owner]]): Promise<PartialCounts> => {
      const isOwn = sql<boolean>`${sql.ref(owner)} = ${subject.userId}`;
      return { [table]: { deleted: await count(db, table as OwnedTable, isOwn) } };
    }),
  );
  return sumCounts(
    ...owned,
    await previewEvents(db, subject),
    await previewActions(db, subject.userId),
    { access_keys: { cleared: await count(db, "access_keys", hasAHandInKey(subject.userId)) } },
    ...(await previewMakers(db, subject.userId)),
    { action_logs: { cleared: await countLogs(db, subject) } },
    { erasures: { cleared: await count(db, "erasures", sql`requested_by = ${subject.userId}`) } },
    {
      idempotent_requests: {
        cleared: await count(db, "idempotent_requests", othersAnswers(subject.userId)),
      },
    },
    ...(await previewNames(db, subject)),
  );
}

async function previewMakers(db: Executor<Database>, userId: string): Promise<PartialCounts[]> {
  return Promise.all(
    makers.map(async ([table, , column]) => {
      const isTheirs = sql<boolean>`${sql.ref(column)} = ${userId}`;
      // Their own memberships and grants are deleted.
      const isOthers = table in ownedTables ? sql`user_id <> ${userId}` : sql`true`;
      return { [table]: { cleared: await count(db, table, sql`(${isTheirs} and ${isOthers})`) } };
    }),
  );
}

async function previewNames(db: Executor<Database>, subject: Subject): Promise<PartialCounts[]> {
  const parts: PartialCounts[] = [];
  for await (const { table, rows } of namings(db, subject)) {
    parts.push({ [table]: { cleared: rows.length } });
  }
  return parts;
}

async function previewEvents(db: Executor<Database>, subject: Subject): Promise<PartialCounts> {
  const { isIn } = mentionsOf(subject);
  let [events, reasons] = [0, 0];
  for await (const { key } of eventsAbout(db, subject)) {
    events += await count(db, "webhook_events", sql`(id = ${key} and ${hasWords})`);
    const transitions = await db
      .selectFrom("webhook_transitions")
      .select("reason")
      .where("event_id", "=", key)
      .where(hasReason)
      .execute();
    // Reasons that name the person are counted with the other names.
    reasons += transitions.filter(({ reason }) => !isIn(reason ?? "")).length;
  }
  return { webhook_events: { cleared: events }, webhook_transitions: { cleared: reasons } };
}

async function previewActions(db: Executor<Database>, userId: string): Promise<PartialCounts> {
  const own = sql`(select id from pending_actions where user_id = ${userId})`;
  const ofOwn = sql<boolean>`action_id in ${own}`;
  return {
    pending_actions: {
      deleted: await count(db, "pending_actions", sql`user_id = ${userId}`),
      cleared: await count(db, "pending_actions", hasAHandIn(userId)),
    },
    pending_action_tokens: { deleted: await count(db, "pending_action_tokens", ofOwn) },
    pending_action_versions: {
      deleted: await count(db, "pending_action_versions", ofOwn),
      cleared: await count(
        db,
        "pending_action_versions",
        sql`(edited_by = ${userId} and action_id not in ${own})`,
      ),
    },
    pending_action_approvals: {
      deleted: await count(db, "pending_action_approvals", ofOwn),
      cleared: await count(
        db,
        "pending_action_approvals",
        sql`(approver_id = ${userId} and action_id not in ${own})`,
      ),
    },
  };
}

async function countLogs(db: Executor<Database>, subject: Subject): Promise<number> {
  let logs = 0;
  for await (const keys of ownLogs(db, subject, 1000)) logs += keys.length;
  for await (const keys of logsNaming(db, subject, 1000)) logs += keys.length;
  return logs;
}

async function count(
  db: Executor<Database>,
  table: keyof Database,
  condition: RawBuilder<boolean>,
): Promise<number> {
  const { rows } = await db
    .selectFrom(table)
    .select((row) => row.fn.countAll<number>().as("rows"))
    .where(condition)
    .executeTakeFirstOrThrow();
  return rows;
}
