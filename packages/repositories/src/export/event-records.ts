import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { replaysNaming } from "../erasure/erase-rows.ts";
import { eventsAbout } from "../erasure/events-about.ts";
import type { Subject } from "../erasure/subject.ts";
import { recordsOf } from "./own-records.ts";
import { type ExportedRecord, toData } from "./record.ts";

/** The deliveries about a person, bodies included, with what happened to them; one at a time. */
export async function* eventRecords(
  db: Executor<Database>,
  subject: Subject,
): AsyncIterable<ExportedRecord> {
  for await (const { key } of eventsAbout(db, subject)) {
    const event = await db
      .selectFrom("webhook_events")
      .selectAll()
      .where("id", "=", key)
      .executeTakeFirst();
    // Retention may have come first.
    if (event === undefined) continue;
    yield { type: "webhook_event", data: toData(event) };
    const transitions = await db
      .selectFrom("webhook_transitions")
      .selectAll()
      .where("event_id", "=", key)
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    for (const row of transitions) yield { type: "webhook_transition", data: toData(row) };
  }
  for (const id of await replaysNaming(db, subject)) {
    const where = sql<boolean>`id = ${id}`;
    yield* recordsOf(db, "webhook_replay", { table: "webhook_replays", time: "created_at", where });
  }
  yield* recordsOf(db, "erasure", {
    table: "erasures",
    time: "started_at",
    where: sql`requested_by = ${subject.userId}`,
  });
}
