import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import { isOneOf, type KeySource, keysByAge } from "../keys-by-age.ts";
import { eraseBatch, erasedAtOnce, type Erasure, readAtOnce } from "./batches.ts";
import type { ErasedTable } from "./counts.ts";
import { mentionsOf } from "./mentions.ts";
import { anyOf, canName } from "./search-text.ts";
import type { Subject } from "./subject.ts";

/** Nullable columns of one table that can name a person who is not the row's owner. */
interface Place extends Omit<KeySource, "where"> {
  readonly table: ErasedTable;
  readonly columns: readonly string[];
  /** The owner's column; a person's own rows are deleted whole. Null if the rows have no owner. */
  readonly owner: string | null;
  /** Whether it is the result of another user's action, which is exported for that user alone. */
  readonly isOthersContent: boolean;
}

const byId = { key: "id", owner: null, isOthersContent: false } as const;
const ofActions = {
  ...byId,
  table: "pending_actions",
  time: "created_at",
  owner: "user_id",
} as const;

/** The columns with requesters, workers, reasons and results. */
const places: readonly Place[] = [
  {
    ...byId,
    table: "webhook_transitions",
    time: "created_at",
    columns: ["worker", "reason"],
  },
  {
    ...byId,
    table: "webhook_events",
    time: "received_at",
    columns: ["lease_worker", "last_error"],
  },
  {
    ...byId,
    table: "webhook_replays",
    time: "created_at",
    columns: ["requested_by", "reason"],
  },
  { ...byId, table: "pending_action_approvals", time: "approved_at", columns: ["reason"] },
  { ...byId, table: "erasures", time: "started_at", columns: ["reason"] },
  { ...byId, table: "standing_grants", time: "created_at", columns: ["reason"], owner: "user_id" },
  { ...ofActions, columns: ["lease_worker", "decision_reason"] },
  { ...ofActions, columns: ["execution_error", "execution_result"], isOthersContent: true },
  {
    ...byId,
    table: "agent_tasks",
    time: "created_at",
    columns: ["lease_worker"],
    owner: "user_id",
  },
  {
    table: "action_runs",
    key: "owned_key",
    time: "started_at",
    columns: ["target", "request"],
    owner: "user_id",
    isOthersContent: true,
  },
];

/** Rows of one table that name a person. */
export interface Naming extends Pick<Place, "isOthersContent" | "key" | "table"> {
  readonly rows: readonly NamingRow[];
}

/** The columns of a row that name the person. */
interface NamingRow {
  readonly key: string;
  readonly named: Readonly<Record<string, string>>;
}

/** Finds the rows that name the person and are not their own, in batches. */
export async function* namings(db: Executor<Database>, subject: Subject): AsyncIterable<Naming> {
  const mentions = mentionsOf(subject);
  for (const { columns, owner, isOthersContent, ...place } of places) {
    const { table, key } = place;
    const isNamed = anyOf(columns.map((column) => canName(db, column, mentions)));
    const where: RawBuilder<boolean> =
      owner === null ? isNamed : sql`(${sql.ref(owner)} <> ${subject.userId} and ${isNamed})`;
    const source: KeySource = { ...place, where };
    for await (const keys of keysByAge(db, source, isOthersContent ? readAtOnce : erasedAtOnce)) {
      const found = await db
        .selectFrom(table)
        .select([
          sql<string>`${sql.ref(key)}`.as("key"),
          ...columns.map((column) => sql<string | null>`${sql.ref(column)}`.as(column)),
        ])
        .where(isOneOf(source, keys))
        .execute();
      const rows = found.flatMap((row: Readonly<Record<string, string | null>>): NamingRow[] => {
        const { key: rowKey, ...texts } = row;
        const named = Object.entries(texts).filter(
          (entry): entry is [string, string] => entry[1] !== null && mentions.isIn(entry[1]),
        );
        return named.length > 0 ? [{ key: rowKey ?? "", named: Object.fromEntries(named) }] : [];
      });
      if (rows.length > 0) yield { table, key, isOthersContent, rows };
    }
  }
}

/** Clears the columns that name the person, and no others. */
export async function eraseNames(erasure: Erasure, subject: Subject): Promise<void> {
  for await (const { table, key, rows } of namings(erasure.db, subject)) {
    await eraseBatch(erasure, async (transaction) => {
      for (const row of rows) {
        await transaction
          .updateTable(table)
          .set(Object.fromEntries(Object.keys(row.named).map((column) => [column, null])))
          .where(sql<boolean>`${sql.ref(key)} = ${row.key}`)
          .execute();
      }
      return { [table]: { cleared: rows.length } };
    });
  }
}
