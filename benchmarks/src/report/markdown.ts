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
    "## What is to be reached",
    "Ratios of medians (p50) of this run; the verdict goes by them. A ratio of 2× is twice as fast.",
    draw(verdictTable(verdicts)),
    "## The earlier Python implementation",
    "Its end-to-end figures with one caller, on the machine it was measured on, against ours through the\nrepositories: with one caller, and the throughput of a hundred against forty times its own.",
    draw(pythonTable(python)),
    ...(memory ? ["## Memory", draw(memoryTable(memory))] : []),
    "## Every cell",
    "Medians over the rounds of each round's own p50, p99 and throughput; the largest RSS of the\ncontender's Node process (PostgreSQL's server is not in it).",
    draw(cellTable(cells)),
    "## To reproduce",
    `\`\`\`sh\n${command}\n\`\`\``,
    "It takes a machine with nothing else to do. [benchmarks/README.md](../benchmarks/README.md) says what is measured, and how.",
    "",
  ].join("\n\n");
}

function draw({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
