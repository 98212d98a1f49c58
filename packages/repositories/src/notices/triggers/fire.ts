import { executeAll, insertRows } from "@handsfree/query";
import type { Database, EventTriggerRow } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import type { Context } from "../../context.ts";
import type { GithubNotice } from "../github/notice.ts";
import type { ToldNotice } from "../read-facts.ts";
import { triggerLog } from "./record.ts";

/** Fires the triggers that wait for one of some notices, in the transaction that says that these were noticed. */
export async function fireTriggers(
  transaction: Transaction<Database>,
  told: readonly ToldNotice[],
  context: Context,
): Promise<void> {
  const now = context.now();
  const repositories = [...new Set(told.map(({ notice }) => notice.repository.toLowerCase()))];
  if (repositories.length === 0) return;
  const waiting = await transaction
    .selectFrom("event_triggers")
    .select(["id", "user_id", "kind", "repository", "number", "head_sha"])
    .where("state", "=", "waiting")
    .where("expires_at", ">", now)
    .where(sql<string>`lower(repository)`, "in", repositories)
    .execute();
  const fired = waiting.flatMap((trigger) => {
    const first = told.find(({ notice }) => isAwaited(notice, trigger));
    return first === undefined ? [] : { trigger, eventId: first.event.eventId };
  });
  const updates = fired.map(({ trigger, eventId }) =>
    transaction
      .updateTable("event_triggers")
      .set({ state: "fired", webhook_event_id: eventId, fired_at: now })
      .where("id", "=", trigger.id)
      .where("state", "=", "waiting"),
  );
  const results = await executeAll(transaction, updates);
  // On PostgreSQL its user can have removed it meanwhile.
  const logs = fired
    .filter((_one, place) => results[place]?.numAffectedRows !== 0n)
    .map(({ trigger, eventId }) =>
      triggerLog(trigger, { event: "fired", webhook_event_id: eventId }, context),
    );
  await insertRows(transaction, "action_logs", logs);
}

function isAwaited(
  { kind, repository, subject, headSha }: GithubNotice,
  trigger: Pick<EventTriggerRow, "kind" | "repository" | "number" | "head_sha">,
): boolean {
  return (
    kind === trigger.kind &&
    repository.toLowerCase() === trigger.repository.toLowerCase() &&
    (trigger.number === null || trigger.number === subject.number) &&
    (trigger.head_sha === null || trigger.head_sha === headSha)
  );
}
