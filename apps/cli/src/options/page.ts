import { InvalidInputError, pageLimits } from "@handsfree/query";
import type { Command } from "commander";
import { timeFor } from "./time.ts";

/** The options have the names of the fields of `PageRequest`. */
export interface PageOptions {
  readonly limit: number;
  readonly cursor?: string;
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
  return list
    .option(
      "--limit <n>",
      `the number to show, at most ${pageLimits.rows}`,
      parseLimit,
      pageLimits.defaultRows,
    )
    .option("--cursor <cursor>", "continue after the page that printed this cursor");
}

function parseLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "limit",
    `is not a number; give a whole number from 1 to ${pageLimits.rows}`,
  );
}
