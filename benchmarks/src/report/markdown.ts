import { cellTables } from "./cell-tables.ts";
import type { Results } from "./results.ts";
import type { Table } from "./table.ts";
import { httpTable, machineTable, memoryTable, soakTable, verdictTable } from "./tables.ts";

export function toMarkdown(results: Results): string {
  const { machine, command, verdicts, http, memory, soak, cells } = results;
  return [
    "# Results",
    "Written by `pnpm bench --report`, from one run, in which the contenders take turns round by round.\n[benchmarks.json](benchmarks.json) has every figure of it.",
    draw(machineTable(machine)),
    "## Goals",
    "Ratios of medians of this run: of calls a second with many callers, of times (p50) with one. `postgres` is SQL\nwritten by hand; the column beside it compares with our repositories on PostgreSQL.",
    draw(verdictTable(verdicts)),
    ...(http
      ? [
          "## HTTP",
          "64 connections, each with one request at a time, from a process of its own. Refusals of forged\ndeliveries are paced, so the processor time of the server tells their cost: `forged` beside `paced`, genuine\ndeliveries of the same pace. A server that mostly waits needs more for each request.",
          draw(httpTable(http)),
        ]
      : []),
    ...(memory ? ["## Memory", draw(memoryTable(memory.queries))] : []),
    ...(soak ? ["## Soak", "All operations in turn, with 32 callers.", draw(soakTable(soak))] : []),
    "## Every operation",
    "Medians over the rounds.",
    ...cellTables(cells).flatMap(({ title, table }) => [`### ${title}`, draw(table)]),
    "## To reproduce",
    `\`\`\`sh\n${command}\n\`\`\``,
    "Run it on a machine without other work. [benchmarks/README.md](../benchmarks/README.md) describes the\nmeasurements.",
    "",
  ].join("\n\n");
}

function draw({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
