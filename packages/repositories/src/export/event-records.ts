import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { eventsAbout } from "../erasure/events-about.ts";
import { namings } from "../erasure/names.ts";
import type { Subject } from "../erasure/subject.ts";
import { recordsOf } from "./own-records.ts";
import { type ExportedRecord, toData } from "./record.ts";

/** The deliveries about a person, with their bodies, one at a time; and other rows that name the person. */
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
    // Retention may have deleted it meanwhile.
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
  for await (const { table, rows, isOthersContent } of namings(db, subject)) {
    if (isOthersContent) continue;
    for (const { key, named } of rows)
      yield { type: "mention", data: { table, id: key, ...named } };
  }
  yield* recordsOf(db, "erasure", {
    table: "erasures",
    time: "started_at",
    where: sql`requested_by = ${subject.userId}`,
  });
}
