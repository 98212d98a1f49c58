import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { isOneOf, type KeySource, keysByAge } from "../keys-by-age.ts";
import { eraseBatch, erasedAtOnce, type Erasure } from "./batches.ts";
import type { ErasedTable } from "./counts.ts";
import { mentionsOf } from "./mentions.ts";
import { anyOf, holdsAny } from "./search-text.ts";
import type { Subject } from "./subject.ts";

/** Where somebody can be named who owns nothing there: who asked, who works, and why. */
const places = [
  { table: "webhook_transitions", time: "created_at", columns: ["worker", "reason"] },
  { table: "webhook_events", time: "received_at", columns: ["lease_worker", "last_error"] },
  { table: "webhook_replays", time: "created_at", columns: ["requested_by", "reason"] },
  { table: "pending_actions", time: "created_at", columns: ["lease_worker"] },
] as const satisfies readonly { table: ErasedTable; time: string; columns: readonly string[] }[];

/** Rows of one table that name a person. */
export interface Naming {
  readonly table: ErasedTable;
  readonly rows: readonly NamingRow[];
}

/** The columns of a row that do. */
interface NamingRow {
  readonly id: string;
  readonly named: Readonly<Record<string, string>>;
}

/** The rows, not the person's own, in which the person is named, so many at a time. */
export async function* namings(db: Executor<Database>, subject: Subject): AsyncIterable<Naming> {
  const { needles, isIn } = mentionsOf(subject);
  for (const { table, time, columns } of places) {
    const isNamed = anyOf(columns.map((column) => holdsAny(column, needles)));
    const where: RawBuilder<boolean> =
      table === "pending_actions" ? sql`(user_id <> ${subject.userId} and ${isNamed})` : isNamed;
    const source: KeySource = { table, key: "id", keyType: "uuid", time, where };
    for await (const keys of keysByAge(db, source, erasedAtOnce)) {
      const found = await db
        .selectFrom(table)
        .select([
          sql<string>`id`.as("id"),
          ...columns.map((column) => sql<string | null>`${sql.ref(column)}`.as(column)),
        ])
        .where(isOneOf(source, keys))
        .execute();
      const rows = found.flatMap((row: Readonly<Record<string, string | null>>): NamingRow[] => {
        const { id, ...texts } = row;
        const named = Object.entries(texts).filter(
          (entry): entry is [string, string] => entry[1] !== null && isIn(entry[1]),
        );
        return named.length > 0 ? [{ id: id ?? "", named: Object.fromEntries(named) }] : [];
      });
      if (rows.length > 0) yield { table, rows };
    }
  }
}

/** Removes what names the person there, and nothing else. */
export async function eraseNames(erasure: Erasure, subject: Subject): Promise<void> {
  for await (const { table, rows } of namings(erasure.db, subject)) {
    await eraseBatch(erasure, async (transaction) => {
      for (const { id, named } of rows) {
        await transaction
          .updateTable(table)
          .set(Object.fromEntries(Object.keys(named).map((column) => [column, null])))
          .where(sql<boolean>`id = ${id}`)
          .execute();
      }
      return { [table]: { cleared: rows.length } };
    });
  }
}
