import { InvalidInputError, pageLimits } from "@handsfree/query";
import type { Command } from "commander";
import { timeFor } from "./time.ts";

/** Named like the fields of a `PageRequest`. */
export interface PageOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly since?: Date;
  readonly until?: Date;
}

/** Gives a list its options for paging. */
export function addPageOptions(list: Command): Command {
  return addCursorOptions(list)
    .option("--since <time>", "only of this RFC 3339 time or later", timeFor("since"))
    .option("--until <time>", "only before this RFC 3339 time", timeFor("until"));
}

/** Those of a list that has no times to choose by. */
export function addCursorOptions(list: Command): Command {
  return list
    .option(
      "--limit <n>",
      `how many to show, at most ${pageLimits.rows}`,
      parseLimit,
      pageLimits.defaultRows,
    )
    .option("--cursor <cursor>", "go on from where the page before ended");
}

function parseLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "limit",
    `is no number; give a whole number from 1 to ${pageLimits.rows}`,
  );
}
