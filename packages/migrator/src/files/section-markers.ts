import { type MigrationProblem, problem } from "../plan/problem.ts";
import { type CommentLine, quoted } from "./comment-lines.ts";

/**
 * Comments with which other tools divide a file, or are configured.
 *
 * @see https://pressly.github.io/goose/documentation/annotations/
 * @see https://github.com/amacneil/dbmate#creating-migrations
 * @see https://github.com/rubenv/sql-migrate#writing-migrations
 * @see https://docs.liquibase.com/concepts/changelogs/sql-format.html
 */
const markers: readonly (readonly [tool: string, pattern: RegExp])[] = [
  ["goose", /^--\s*\+goose\b/i],
  ["sql-migrate", /^--\s*\+migrate\b/i],
  ["another tool", /^--\s*\+\w+\s+(?:up|down|statement(?:begin|end))\b/i],
  ["dbmate", /^--\s*migrate\s*:\s*(?:up|down)\b/i],
  ["rambler", /^--\s*rambler\s+(?:up|down)\b/i],
  ["Play", /^--.*!(?:ups|downs)\s*$/i],
  ["tern", /^-{3,}\s*create above\s*\/\s*drop below\b/i],
  ["Liquibase", /^--\s*(?:liquibase\s+formatted\s+sql|changeset\s+\S+:\S+)/i],
  ["Liquibase", /^--rollback\s/i],
  ["MyBatis", /^--\s*\/\/\s*@?undo\b/i],
  ["node-pg-migrate", /^--[\s-]*(?:up|down)\s+migration\b/i],
  ["shmig", /^--\s*=+\s*(?:up|down)\s*=+/i],
  ["Atlas", /^--\s*atlas:(?!nolint\b)\w+/i],
  ["Sqitch", /^--\s*revert\s+\S+:\S+\s+from\s+\w+/i],
  ["another tool", /^--\s*@(?:up|down|undo|rollback|revert)\b/i],
];

/** A comment that is only a title, such as `-- Down` or `---- rollback script ----`. */
const title =
  /^(?:begin\s+)?(?:downs?|downgrade|undo|roll\s?back|revert|backwards?)(?:\s+(?:migration|part|script|section|sql))?[\s:=*#<>-]*$/i;

const leadsBack = /down|undo|rollback|revert|drop below/i;

/** Refuses a file of which another tool would run only a part. */
export function* sectionProblems(
  file: string,
  comments: readonly CommentLine[],
): Generator<MigrationProblem> {
  const found = comments.flatMap((comment) => {
    const tool = toolOf(comment);
    return tool === undefined ? [] : [{ ...comment, tool }];
  });
  const marker = found.find(({ text }) => leadsBack.test(text)) ?? found[0];
  if (marker === undefined) return;
  const outside = found.some(({ text }) => /no\s*transaction|transaction:false|txmode/i.test(text));
  const first = outside ? ', below the first line "-- migrate: no-transaction"' : "";
  const what = `has ${quoted(marker.text)} in line ${marker.line}, a marker of ${marker.tool}: here it is only a comment, and everything below it would run; keep only the "up" part, without markers${first}`;
  yield problem("other_tool", [file], what);
}

function toolOf({ text, words, aboveSql }: CommentLine): string | undefined {
  const known = markers.find(([, pattern]) => pattern.test(text))?.[0];
  if (known !== undefined) return known;
  return aboveSql && text.startsWith("--") && title.test(words) ? "another tool" : undefined;
}

/** Whether a comment is such a marker and not a mistaken directive. */
export function isMarker(comment: CommentLine): boolean {
  return toolOf(comment) !== undefined;
}
