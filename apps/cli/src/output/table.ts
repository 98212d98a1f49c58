import Table from "cli-table3";
import { plainText } from "./plain-text.ts";

export type Cell = string | number | boolean | Date | null;

/** The maximum width of a cell in characters, enough for a UUID, a time or a repository. `--json` has the whole text. */
const longestCell = 60;

const borders = ["top", "bottom", "left", "right"].flatMap((side) => [
  side,
  `${side}-mid`,
  `${side}-left`,
  `${side}-right`,
]);
const noBorders = Object.fromEntries(
  [...borders, "mid", "mid-mid", "middle"].map((name) => [name, ""]),
);

/** Renders rows as a table without borders. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  longest: number = longestCell,
): string {
  const table = new Table({
    chars: noBorders,
    head: [...head],
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  table.push(...rows.map((row) => row.map((cell) => renderCell(cell, longest))));
  return table
    .toString()
    .split("\n")
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** Renders one record with a name and a value on each line. */
export function renderRecord(record: Readonly<Record<string, Cell>>): string {
  return renderTable([], Object.entries(record), Infinity);
}

function renderCell(cell: Cell, longest: number): string {
  if (cell === null) return "-";
  const text = plainText(cell instanceof Date ? cell.toISOString() : String(cell));
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : text;
}
