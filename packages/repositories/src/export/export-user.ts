import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { readSubject } from "../erasure/subject.ts";
import { accessRecords } from "./access-records.ts";
import { actionRecords } from "./action-records.ts";
import { eventRecords } from "./event-records.ts";
import { ownRecords } from "./own-records.ts";
import type { ExportedRecord, ExportedType } from "./record.ts";
import { requirePerson } from "../person.ts";

/** The version of the export format. */
export const exportFormat = 1;

/**
 * Exports all data about a person as JSON Lines: each text is one line with its line break, a JSON object with a `type`
 * and `data`. The first line has the type `header`, with the format's version, the person and the time. The last has
 * the type `end`, with the number of records of each type, so that an incomplete export is recognized. Rows have the
 * names of their columns; JSON keeps the digits and escapes that were stored; a webhook's body is text if it is UTF-8,
 * else base64, as `body_encoding` says. No token, key or hash of one is exported.
 *
 * It includes every row that `eraseUser` would delete or clear, except other users' action logs, results and runs that
 * name the person, which belong to those users. It reads in pages while others write: records made meanwhile may or may
 * not be included.
 *
 * @throws {InvalidInputError} at the first line, if the id is not a UUID, or is the nil or the max UUID.
 */
export async function* exportUser(
  db: Executor<Database>,
  userId: string,
  context: Context = systemContext,
): AsyncGenerator<string, void, undefined> {
  requireCall(db, context);
  const subject = await readSubject(db, requirePerson("userId", userId));
  const header = {
    format: exportFormat,
    user_id: subject.userId,
    exported_at: context.now().toISOString(),
  };
  yield toLine("header", header);
  const counts: Partial<Record<ExportedType, number>> = {};
  const parts: AsyncIterable<ExportedRecord>[] = [
    ownRecords(db, subject.userId),
    accessRecords(db, subject.userId),
    actionRecords(db, subject.userId),
    eventRecords(db, subject),
  ];
  for (const records of parts) {
    for await (const { type, data } of records) {
      counts[type] = (counts[type] ?? 0) + 1;
      yield toLine(type, data);
    }
  }
  yield toLine("end", { counts });
}

function toLine(type: string, data: object): string {
  return `${JSON.stringify({ type, data })}\n`;
}
