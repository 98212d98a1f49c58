import type { Node, ResTarget, SelectStmt } from "libpg-query";
import type { LintedFile, Problem, Rule } from "../linted-file.ts";
import { findAll } from "../tree.ts";
import { lineEnds } from "../../sql/token.ts";
import { tokenize } from "../../sql/tokenize.ts";

/** PostgreSQL's NAMEDATALEN, less the terminating byte. */
const longestName = 63;

/**
 * PostgreSQL truncates a longer name, and reports it only in a notice that runners do not show.
 *
 * Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html; squawk `identifier-too-long`.
 */
export const longNames: Rule = function* longNames(file: LintedFile): Generator<Problem> {
  if (file.engine !== "postgres") return;
  for (const { kind, text, line } of tokenize(file.sql)) {
    if (kind !== "word" && kind !== "quoted-name") continue;
    const name = kind === "word" ? text : text.slice(1, -1).replaceAll('""', '"');
    if (Buffer.byteLength(name) <= longestName) continue;
    const message = `PostgreSQL keeps only the first ${longestName} bytes of ${name}, which may be another name; shorten it`;
    yield { rule: "name-too-long", line, message };
  }
};

/** The first words of statements, without SELECT, SET, VALUES and WITH, which also occur within statements. */
const beginsStatement =
  /^(?:abort|alter|analyze|begin|call|checkpoint|cluster|comment|commit|copy|create|delete|drop|end|grant|insert|lock|merge|notify|reindex|refresh|revoke|rollback|savepoint|truncate|update|vacuum)$/i;

/**
 * Without its semicolon a statement continues in the next line. Engines often refuse that. They do not when the
 * next statement's first word can be a name (`DELETE FROM t`, then `VACUUM`: it deletes every row of t under
 * the alias "vacuum"), or after `CREATE SCHEMA`, which takes a CREATE as part of it.
 */
export const missingSemicolon: Rule = function* missingSemicolon({
  steps,
  parse,
}: LintedFile): Generator<Problem> {
  for (const { text, line, node, outcome } of steps) {
    const isRefused = typeof outcome === "object" && /syntax error/i.test(outcome.message);
    const isSchema = node !== undefined && "CreateSchemaStmt" in node;
    const names = namesGiven(node);
    for (const { word, before, at } of lineBeginnings(text)) {
      if (!beginsStatement.test(word) || parse?.(before) === undefined) continue;
      const isReadAsName = names.has(word.toLowerCase());
      if (!isSchema && !isReadAsName && !(isRefused && outcome.line === at)) continue;
      const message = `${word.toUpperCase()} is read as part of the statement of line ${line}; end that one with a semicolon`;
      yield { rule: "missing-semicolon", line: line + at - 1, message };
      break;
    }
  }
};

/** The aliases that a statement gives to tables and results. */
function namesGiven(node: Node | undefined): ReadonlySet<string | undefined> {
  const results = findAll<SelectStmt>(node, "SelectStmt").map(({ targetList }) => targetList);
  return new Set([
    ...findAll<string>(node, "aliasname"),
    ...findAll<ResTarget>(results, "ResTarget").map(({ name }) => name),
  ]);
}

/** The first word of each line but the first, the text before it, and the line's number. */
function* lineBeginnings(
  statement: string,
): Generator<{ readonly word: string; readonly before: string; readonly at: number }> {
  let before = "";
  let line = 1;
  for (const { kind, text, line: at } of tokenize(statement)) {
    if (kind === "word" && at > line) yield { word: text, before, at };
    if (kind !== "space" && kind !== "comment") line = at + lineEnds(text);
    before += text;
  }
}
