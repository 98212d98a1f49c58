import { InvalidInputError, pageLimits, type PageOrder, type PageRequest } from "@handsfree/query";
import { type Command, Option } from "commander";
import { timeFor } from "./time.ts";

/** The options have the names of the fields of `PageRequest`. */
export interface PageOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly order?: PageOrder;
  readonly since?: Date;
  readonly until?: Date;
}

/** Adds the options of a page, with a range of time. */
export function addPageOptions(list: Command): Command {
  return addCursorOptions(list)
    .option("--since <time>", "only from this RFC 3339 time on", timeFor("since"))
    .option("--until <time>", "only before this RFC 3339 time", timeFor("until"));
}

/** Adds the options of a page, without a range of time. */
export function addCursorOptions(list: Command): Command {
  return addForwardOptions(list).addOption(
    new Option("--order <order>", "the newest first, or the oldest first (default: desc)").choices([
      "desc",
      "asc",
    ]),
  );
}

/** Adds the options of a page of a list that has one order. */
export function addForwardOptions(list: Command): Command {
  return list
    .option(
      "--limit <n>",
      `the number to show, at most ${pageLimits.rows}`,
      parseLimit,
      pageLimits.defaultRows,
    )
    .option("--cursor <cursor>", "show the page whose cursor another page printed");
}

/** The page that the options ask for. */
export function pageRequest({ limit, cursor, order, since, until }: PageOptions): PageRequest {
  return { limit, cursor, order, since, until };
}

function parseLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "limit",
    `is not a number; give a whole number from 1 to ${pageLimits.rows}`,
  );
}
