import { type MigrationProblem, problem } from "../plan/problem.ts";
import { type CommentLine, quoted } from "./comment-lines.ts";
import { isMarker } from "./section-markers.ts";

/** The directives in a file's comments, besides `no-transaction`. */
export interface Directives {
  /** The versions in lines `-- migrate: tolerates VERSION`. */
  readonly tolerates: readonly string[];
  /** Directives in the wrong place, and comments that look like directives. */
  readonly problems: readonly MigrationProblem[];
}

const noTransaction = "-- migrate: no-transaction";
const tolerates = /^-- migrate: tolerates (\S+)$/;

/** Whether the first line is `-- migrate: no-transaction`. */
export function saysNoTransaction(sql: string): boolean {
  return sql.split("\n", 1)[0]?.replace(/[ \t]+$/, "") === noTransaction;
}

/** Reads the directives of a file, and refuses comments that a person may mistake for one. */
export function readDirectives(
  file: string,
  sql: string,
  comments: readonly CommentLine[],
): Directives {
  const heeded = saysNoTransaction(sql);
  const versions: string[] = [];
  const problems: MigrationProblem[] = [];
  for (const comment of comments) {
    const version = comment.beginsLine ? tolerates.exec(comment.text)?.[1] : undefined;
    if (heeded && comment.line === 1) continue;
    if (version !== undefined) versions.push(version);
    else if (comment.text === noTransaction && comment.line > 1) {
      const what = `has ${quoted(noTransaction)} in line ${comment.line}, where it has no effect; make it the first line`;
      problems.push(problem("misplaced_directive", [file], what));
    } else if (looksLikeDirective(comment, heeded) && !isMarker(comment)) {
      const what = `has ${quoted(comment.text)} in line ${comment.line}, which looks like a directive but is not one; ${rightSpelling(comment)}`;
      problems.push(problem("unknown_directive", [file], what));
    }
  }
  return { tolerates: versions, problems };
}

/** For example `Migrate:`. `Migration:` begins many titles. */
const begins = /^migrate\s*[:：=]/i;
const asksToTolerate = /^(?:migrat\w*\W*)?tolerat\w*\W+\d{3,}_/i;
/** Includes the words of other tools, such as `--! no-transaction`, `transaction:false` or `txmode none`. */
const asksForNoTransaction =
  /^[a-z]{0,12}(?:notransactions?|notxn?|nontransactional|withouttransactions?|disable(?:ddl)?transactions?|(?:in)?transaction(?:al|s)?(?:false|off|no|none|disabled)|txmodenone)$/;

function looksLikeDirective({ words, belowSql }: CommentLine, heeded: boolean): boolean {
  if (begins.test(words)) return true;
  if (belowSql) return false;
  if (asksToTolerate.test(words)) return true;
  const letters = words.toLowerCase().replaceAll(/[^a-z]/g, "");
  return !heeded && asksForNoTransaction.test(letters);
}

function rightSpelling({ words }: CommentLine): string {
  if (/tolerat/i.test(words))
    return 'write "-- migrate: tolerates VERSION", with nothing else on the line';
  const right = `write ${quoted(noTransaction)} as the first line, with nothing else in it`;
  return /trans|tx/i.test(words) ? right : `${right}, or begin the comment with another word`;
}

/** The versions in lines `-- migrate: adopts VERSION` or `-- migrate: before VERSION`. */
export function valuesOfDirective(directive: "adopts" | "before", sql: string): string[] {
  return Array.from(sql.matchAll(/^-- migrate: (\S+) (\S+)[ \t]*$/gm), ([, name, version]) =>
    name === directive ? (version ?? "") : "",
  ).filter((version) => version !== "");
}
