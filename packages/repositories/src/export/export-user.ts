import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { readSubject } from "../erasure/subject.ts";
import { actionRecords } from "./action-records.ts";
import { eventRecords } from "./event-records.ts";
import { ownRecords } from "./own-records.ts";
import type { ExportedRecord, ExportedType } from "./record.ts";
import { requirePerson } from "../person.ts";

/** The version of the form in which a person's data is exported. */
export const exportFormat = 1;

/**
 * All that is on record of a person, as JSON Lines: each text is one line with its line break, a JSON object
 * with a `type` and `data`. The first is of type `header`, with the format's version, the person and the time;
 * the last of type `end`, with how many records of each type came before it, so that an export that broke off
 * shows. Rows have the names of their columns; JSON has the digits and escapes that it was stored with; a
 * webhook's body is text where it is UTF-8, else base64, as `body_encoding` says. No token, nor a hash of one, is
 * in it.
 *
 * Every row that `eraseUser` would delete is in it, and every row that it would clear, but for action logs of
 * others that name the person, which are theirs. It is read in pages while others write: what is recorded
 * meanwhile may be in it or not.
 *
 * @throws {InvalidInputError} when the id is not a UUID, or nobody's, at the first line.
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
