import { parseArgs } from "node:util";
import { type ContenderName, contenderNames } from "./contenders/contender.ts";
import { allWorkloads, getWorkload } from "./workloads/all-workloads.ts";

export interface Options {
  /** The names of workloads, and `memory`, which has no cells. */
  readonly only: ReadonlySet<string>;
  readonly contenders: readonly ContenderName[];
  readonly callers: readonly number[];
  readonly rows: readonly number[];
  readonly rounds: number;
  /** The length of one round. */
  readonly milliseconds: number;
  readonly memoryQueries: number;
  readonly short: boolean;
  readonly report: boolean;
}

export const memoryWorkload = "memory";

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
      short: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
    },
  });
  const { short } = values;
  const everything = [...allWorkloads.map(({ name }) => name), memoryWorkload];
  const only = values.only?.split(",") ?? everything;
  for (const name of only) if (name !== memoryWorkload) getWorkload(name);
  return {
    only: new Set(only),
    contenders: contenders(values.contenders),
    callers: numbers("callers", values.callers) ?? [1, 100],
    rows: numbers("rows", values.rows) ?? (short ? [1e4] : [1e4, 1e6]),
    rounds: numbers("rounds", values.rounds)?.[0] ?? (short ? 1 : 5),
    milliseconds: 1000 * (numbers("seconds", values.seconds)?.[0] ?? (short ? 0.1 : 0.6)),
    memoryQueries: short ? 2000 : 300_000,
    short,
    report: values.report,
  };
}

function contenders(list: string | undefined): readonly ContenderName[] {
  if (list === undefined) return contenderNames;
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
