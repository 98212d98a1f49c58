import { engineOf, type Executor, timeBucket } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Expression, type RawBuilder, type SelectQueryBuilder, sql } from "kysely";
import { statisticsLimits } from "./limits.ts";
import { bucketStarts, type CountedRange } from "./range.ts";
import type { Counts, Statistics } from "./statistics.ts";

/** A record that is counted. */
export interface CountedRow {
  readonly name: string | null;
  /** The time by which it belongs to a bucket. */
  readonly at: Date;
  readonly outcome: string;
  /** The milliseconds that it took; null if it is not measured. */
  readonly ms: number | null;
}

/** The records of a statistic. */
export interface CountedRecords<Outcome extends string> {
  /** Selects the columns of `CountedRow`, of the records of the range. */
  readonly rows: SelectQueryBuilder<Database, keyof Database, CountedRow>;
  /** All outcomes that there can be. */
  readonly outcomes: readonly Outcome[];
  /** Whether `ms` is measured. Percentiles sort all rows, which takes PostgreSQL longer than to count them. */
  readonly isTimed: boolean;
  readonly range: CountedRange;
}

/** A row of numbers, whose outcomes are `outcome_0` and so on. */
interface NumberRow {
  readonly count: number | string;
  readonly median: number | null;
  readonly p90: number | null;
  readonly [outcome: `outcome_${number}`]: number | string;
}

/** Counts records by their names, and by time, with two statements. */
export async function countRecords<Outcome extends string>(
  db: Executor<Database>,
  { rows, outcomes, isTimed, range }: CountedRecords<Outcome>,
): Promise<Statistics<Outcome>> {
  const numbers = sql.join([
    sql`count(*) as count`,
    sql`${isTimed ? percentile(0.5) : nothing} as median`,
    sql`${isTimed ? percentile(0.9) : nothing} as p90`,
    ...outcomes.map(
      (outcome, n) =>
        sql`count(case when outcome = ${sql.lit(outcome)} then 1 end) as ${sql.ref(`outcome_${n}`)}`,
    ),
  ]);
  const { names: most } = statisticsLimits;
  const { rows: byName } = await sql<NumberRow & { name: string | null; is_total: number }>`
    select name, grouping(name) as is_total, ${numbers} from ${rows.as("counted")}
    group by grouping sets ((name), ())
    order by is_total desc, count desc, name limit ${sql.lit(most + 2)}`.execute(db);
  const { key, start } = timeBucket(db, sql.ref<Date>("at"), range.bucket);
  const { rows: byTime } = await sql<NumberRow & { start: Date }>`
    select ${start} as start, ${numbers} from ${rows.as("counted")} group by ${key}`.execute(db);
  const [total, ...named] = byName;
  if (total === undefined) throw new TypeError("a total is a row, also of nothing");
  const starts = new Map(byTime.map((row) => [row.start.getTime(), row]));
  return {
    ...range,
    total: toCounts(total, outcomes),
    names: named.slice(0, most).map((row) => ({ name: row.name, ...toCounts(row, outcomes) })),
    moreNames: named.length > most,
    buckets: bucketStarts(range).map((at) => ({
      start: at,
      ...toCounts(starts.get(at.getTime()), outcomes),
    })),
  };
}

const nothing = sql<null>`cast(null as double precision)`;

function percentile(share: number): RawBuilder<number | null> {
  return sql`percentile_cont(${sql.lit(share)}) within group (order by ms)`;
}

function toCounts<Outcome extends string>(
  row: NumberRow | undefined,
  outcomes: readonly Outcome[],
): Counts<Outcome> {
  const numbers = outcomes.map((outcome, n) => [outcome, Number(row?.[`outcome_${n}`] ?? 0)]);
  return {
    count: Number(row?.count ?? 0),
    outcomes: Object.fromEntries(numbers) as Counts<Outcome>["outcomes"],
    medianMs: row?.median ?? null,
    p90Ms: row?.p90 ?? null,
  };
}

/** The milliseconds between two times; null if one of them is null. */
export function millisecondsBetween(
  db: Executor<Database>,
  from: Expression<Date>,
  to: Expression<Date | null>,
): RawBuilder<number | null> {
  return engineOf(db) === "postgres"
    ? sql`cast(extract(epoch from (${to} - ${from})) as double precision) * 1000`
    : sql`cast(epoch_us(${to}) - epoch_us(${from}) as double) / 1000`;
}
