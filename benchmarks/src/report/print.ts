import CliTable from "cli-table3";
import type { Results } from "./results.ts";
import { cellTable, memoryTable, pythonTable, type Table, verdictTable } from "./tables.ts";

export function printResults({ cells, verdicts, python, memory }: Results): void {
  if (cells.length > 0) print(cellTable(cells));
  if (memory) print(memoryTable(memory));
  print(pythonTable(python));
  print(verdictTable(verdicts));
}

function print({ head, rows }: Table): void {
  const table = new CliTable({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  console.log(table.toString());
}
