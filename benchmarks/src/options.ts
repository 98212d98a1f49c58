import { parseArgs } from "node:util";
import { type ContenderName, contenderNames, ourNames } from "./contenders/contender.ts";
import { allWorkloads, getWorkload } from "./workloads/all-workloads.ts";

/** The cells of one size of the tables. */
export interface SizePlan {
  readonly rows: number;
  /** The names of workloads. */
  readonly workloads: readonly string[];
  readonly contenders: readonly ContenderName[];
}

export interface Options {
  readonly sizes: readonly SizePlan[];
  readonly callers: readonly number[];
  readonly rounds: number;
  /** The length of one round. */
  readonly milliseconds: number;
  readonly http: boolean;
  /** The length of one round of a route: long enough for several requests on each connection. */
  readonly httpMilliseconds: number;
  readonly memory: boolean;
  readonly memoryQueries: number;
  readonly receivingMilliseconds: number;
  /** 0 for no soak. */
  readonly soakMinutes: number;
  readonly report: boolean;
}

/** The parts of a run that are no workloads. */
const otherParts = ["http", "memory"] as const;
/** The workloads whose times must not grow with the tables. */
const growing = ["page", "page-of-few", "find-action", "execute-action"];
const growingAtMost = ["page", "page-of-few"];

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      only: { type: "string" },
      contenders: { type: "string" },
      callers: { type: "string" },
      rows: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      soak: { type: "string" },
      large: { type: "boolean", default: false },
      short: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
    },
  });
  const { short } = values;
  const soakMinutes = numbers("soak", values.soak)?.[0] ?? 0;
  const soakAlone = soakMinutes > 0 && !values.report;
  const only = values.only?.split(",") ?? (soakAlone ? [] : undefined);
  const workloads = only
    ?.filter((name) => !otherParts.some((part) => part === name))
    .map((name) => getWorkload(name).name);
  const has = (part: (typeof otherParts)[number]): boolean => only?.includes(part) ?? true;
  return {
    sizes: planSizes({ ...values, workloads }),
    callers: numbers("callers", values.callers) ?? [1, 100],
    rounds: numbers("rounds", values.rounds)?.[0] ?? (short ? 1 : 5),
    milliseconds: 1000 * (numbers("seconds", values.seconds)?.[0] ?? (short ? 0.1 : 0.4)),
    http: has("http"),
    httpMilliseconds: short ? 200 : 1000,
    memory: has("memory"),
    memoryQueries: short ? 2000 : 300_000,
    receivingMilliseconds: short ? 500 : 20_000,
    soakMinutes,
    report: values.report,
  };
}

interface Asked {
  readonly workloads: readonly string[] | undefined;
  readonly contenders?: string | undefined;
  readonly rows?: string | undefined;
  readonly large: boolean;
  readonly short: boolean;
}

/** Every contender at 1e4 rows. At the larger sizes, what must not grow, on our contenders. */
function planSizes({ workloads, contenders, rows, large, short }: Asked): SizePlan[] {
  const named = contenders === undefined ? undefined : contendersOf(contenders);
  const wanted = (names: readonly string[]): readonly string[] =>
    workloads === undefined ? names : names.filter((name) => workloads.includes(name));
  const all = wanted(allWorkloads.map(({ name }) => name));
  if (rows !== undefined) {
    return (numbers("rows", rows) ?? []).map((size) => ({
      rows: size,
      workloads: all,
      contenders: named ?? contenderNames,
    }));
  }
  const plan = [{ rows: 1e4, workloads: all, contenders: named ?? contenderNames }];
  if (short) return plan;
  plan.push({ rows: 1e6, workloads: wanted(growing), contenders: named ?? ourNames });
  if (large) {
    plan.push({ rows: 1e7, workloads: wanted(growingAtMost), contenders: named ?? ["ours"] });
  }
  return plan;
}

function contendersOf(list: string): readonly ContenderName[] {
  return list.split(",").map((name) => {
    const found = contenderNames.find((known) => known === name);
    if (found) return found;
    throw new Error(`there is no contender ${name}; give some of ${contenderNames.join(", ")}`);
  });
}

function numbers(option: string, list: string | undefined): number[] | undefined {
  return list?.split(",").map((text) => {
    const value = Number(text);
    if (value > 0) return value;
    throw new Error(`--${option} has ${text}; give positive numbers, with commas between them`);
  });
}
