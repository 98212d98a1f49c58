import type { Page } from "@handsfree/query";
import { type ExactText, renderPage } from "@handsfree/wire";
import { exactText } from "./exact-text.ts";
import { print, printJson } from "./print.ts";
import { type Cell, renderTable } from "./table.ts";

/** The output of one kind of record. */
export interface View<Item> {
  /** The line for a list without items. */
  readonly empty: string;
  /** The heading of each column, and the function that makes its cell. */
  readonly columns: Readonly<Record<string, (item: Item) => Cell>>;
  /** Renders an item as JSON. */
  readonly render: (item: Item, exact: ExactText) => object;
}

export async function printPage<Item>(
  page: Omit<Page<Item>, "prevCursor"> & Partial<Page<Item>>,
  { empty, columns, render }: View<Item>,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (json) return printJson(renderPage({ prevCursor: null, ...page }, render, exactText));
  const { items, nextCursor, prevCursor = null } = page;
  const cells = Object.values(columns);
  const rows = items.map((item) => cells.map((cell) => cell(item)));
  const table = rows.length === 0 ? `${empty}\n` : renderTable(Object.keys(columns), rows);
  const others = [
    ...(prevCursor === null ? [] : [`back: --cursor ${prevCursor}\n`]),
    ...(nextCursor === null ? [] : [`more: --cursor ${nextCursor}\n`]),
  ];
  await print(others.length === 0 ? table : `${table}\n${others.join("")}`);
}
