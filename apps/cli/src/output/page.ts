import type { Page } from "@handsfree/query";
import { print, printJson } from "./print.ts";
import { type Cell, renderTable } from "./table.ts";

/** How one kind of record is shown. */
export interface View<Item> {
  /** The line for a list without items. */
  readonly empty: string;
  /** Each column's heading, and its cell of an item. */
  readonly columns: Readonly<Record<string, (item: Item) => Cell>>;
  /** The item with the names that its JSON has. */
  readonly toJson: (item: Item) => object;
}

export async function printPage<Item>(
  { items, nextCursor }: Page<Item>,
  { empty, columns, toJson }: View<Item>,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (json) return printJson({ items: items.map(toJson), next_cursor: nextCursor });
  if (items.length === 0) return print(`${empty}\n`);
  const cells = Object.values(columns);
  const table = renderTable(
    Object.keys(columns),
    items.map((item) => cells.map((cell) => cell(item))),
  );
  await print(nextCursor === null ? table : `${table}\nmore: --cursor ${nextCursor}\n`);
}
