import type { Results } from "./results.ts";
import {
  cellTable,
  machineTable,
  memoryTable,
  pythonTable,
  type Table,
  verdictTable,
} from "./tables.ts";

export function toMarkdown(results: Results): string {
  const { machine, command, verdicts, python, memory, cells } = results;
  return [
    "# Results",
    "Written by `pnpm bench --report`, from one run, in which the contenders take turns round by round.",
    draw(machineTable(machine)),
    "## Goals",
    "Ratios of medians (p50) of this run, which decide the verdict. A ratio of 2× is twice as fast.",
    draw(verdictTable(verdicts)),
    "## The earlier Python implementation",
    "Its end-to-end figures with one caller, on the machine of its own measurement, beside those of our\nrepositories: the time with one caller, and the throughput with 100 callers beside 40 times its throughput.",
    draw(pythonTable(python)),
    ...(memory ? ["## Memory", draw(memoryTable(memory))] : []),
    "## Every cell",
    "Medians of the p50, p99 and throughput of the rounds, and the largest RSS of the contender's Node\nprocess, without the server of PostgreSQL.",
    draw(cellTable(cells)),
    "## To reproduce",
    `\`\`\`sh\n${command}\n\`\`\``,
    "Run it on a machine without other work. [benchmarks/README.md](../benchmarks/README.md) describes the measurements.",
    "",
  ].join("\n\n");
}

function draw({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
