import CliTable from "cli-table3";
import { cellTables } from "./cell-tables.ts";
import type { Results } from "./results.ts";
import type { Table } from "./table.ts";
import { httpTable, memoryTable, soakTable, verdictTable } from "./tables.ts";

export function printResults({ cells, verdicts, http, memory, soak }: Results): void {
  for (const { title, table } of cellTables(cells)) {
    console.log(title);
    print(table);
  }
  if (http) print(httpTable(http));
  if (memory) print(memoryTable(memory.queries));
  if (soak) print(soakTable(soak));
  const judged = verdicts.filter(({ reached }) => reached !== undefined);
  if (judged.length > 0) print(verdictTable(judged));
}

function print({ head, rows }: Table): void {
  const table = new CliTable({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((row) => [...row]));
  console.log(table.toString());
}
