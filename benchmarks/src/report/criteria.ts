import type { ContenderName } from "../contenders/contender.ts";

/** A contender in one cell. With one caller its speed is the time of a call, with more it is the throughput. */
export interface Performance {
  readonly workload: string;
  readonly callers: number;
  readonly contender: ContenderName;
}

/** A goal: the speed of one performance relative to another one of the same run and size. */
export interface Criterion {
  readonly work: string;
  readonly of: Performance;
  readonly against: Performance;
  /** Named in the table, if it is not the contender of `against`. */
  readonly againstName?: string;
  /** Below 1 for a goal of one caller, its time may be this many times the other one. */
  readonly atLeast: number;
  /** Also the goal that the p99 is under this many times the p50. */
  readonly tail?: number;
}

const by = (contender: ContenderName, workload: string, callers: number): Performance => ({
  contender,
  workload,
  callers,
});
const ours = (workload: string, callers: number): Performance => by("ours", workload, callers);
const onPostgres = (workload: string): Performance => by("postgres", workload, 100);
const inserts = { against: ours("insert", 100), againstName: "one-row inserts" };
const oneInsert = { against: ours("insert", 1), againstName: "a one-row insert" };

/** How far the p99 of deliveries and of HTTP may be above the p50. */
export const tailLimit = 5;

export const criteria: readonly Criterion[] = [
  { work: "propose", of: ours("propose", 100), ...inserts, atLeast: 0.4 },
  { work: "propose", of: ours("propose", 100), against: onPostgres("propose"), atLeast: 1.5 },
  { work: "propose", of: ours("propose", 1), ...oneInsert, atLeast: 1 / 2 },
  {
    work: "propose to one owner",
    of: ours("propose-to-one", 100),
    against: onPostgres("propose-to-one"),
    atLeast: 1.5,
  },
  { work: "confirm with its audit row", of: ours("confirm", 100), ...inserts, atLeast: 0.35 },
  {
    work: "confirm with its audit row",
    of: ours("confirm", 100),
    against: onPostgres("confirm"),
    atLeast: 1,
  },
  {
    work: "confirm with its audit row",
    of: ours("confirm", 1),
    against: by("node-api", "confirm", 1),
    againstName: "look-up, raw update, audit row and commit (node-api)",
    atLeast: 1 / 1.5,
  },
  { work: "claim and report", of: ours("execute-action", 100), ...inserts, atLeast: 0.15 },
  {
    work: "record once",
    of: ours("record-once", 100),
    against: onPostgres("record-once"),
    atLeast: 1.5,
  },
  {
    work: "9 KB delivery with deduplication",
    of: ours("store-delivery", 100),
    against: onPostgres("store-delivery"),
    atLeast: 1.5,
    tail: tailLimit,
  },
  ...["propose", "confirm", "execute-action"].map((workload) => ({
    work: `${workload === "execute-action" ? "claim and report" : workload} on PostgreSQL`,
    of: by("ours-postgres", workload, 100),
    against: onPostgres(workload),
    againstName: "hand-written SQL",
    atLeast: 0.6,
  })),
  {
    work: "find by token",
    of: ours("find-action", 100),
    against: onPostgres("find-action"),
    atLeast: 1.5,
  },
  { work: "page of 50", of: ours("page", 100), against: onPostgres("page"), atLeast: 0.5 },
  {
    work: "insert",
    of: ours("insert", 100),
    against: by("stock", "insert", 100),
    againstName: "the stock driver",
    atLeast: 30,
  },
  { work: "insert", of: ours("insert", 100), against: onPostgres("insert"), atLeast: 2 },
];

/** The time of one caller on DuckDB may grow this much from the smallest size to each of these. */
export const growth = [
  { work: "page of 50", workload: "page", sizes: [1e6, 1e7], atMost: 2 },
  { work: "claim and report", workload: "execute-action", sizes: [1e6], atMost: 1.5 },
] as const;

/** The page of a user with ten rows may take this many times the page of the busiest user. */
export const fewRows = { sizes: [1e6, 1e7], atMost: 5 } as const;

/** The least throughput of an HTTP route, as a share of that of the bare route. */
export const httpShares = { receive: 0.15, propose: 0.1, confirm: 0.15 } as const;

/** The largest memory during the queries, and of the server while it receives deliveries, in bytes. */
export const memoryLimits: { readonly queries: number; readonly receiving: number } = {
  queries: 300 * 1_000_000,
  receiving: 500 * 1_000_000,
};
