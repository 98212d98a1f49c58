import type { Engine } from "@handsfree/query";
import { normalizeText } from "../files/checksum.ts";
import { saysNoTransaction } from "../files/directives.ts";
import { SqlTextError } from "../sql/sql-text-error.ts";
import { applySilences } from "./apply-silences.ts";
import { KnownTables } from "./known-tables.ts";
import { inOrder, type LintFile, type OrderedFile } from "./lint-file.ts";
import type { Finding, LintOptions, LintReport } from "./lint-report.ts";
import { type LintTools, openLintTools } from "./lint-tools.ts";
import type { LintedFile, Problem, Rule, Step } from "./linted-file.ts";
import { missingTools, notAsked } from "./not-checked.ts";
import { dataLoss } from "./rules/data-loss.ts";
import { alterationsUnderLock } from "./rules/postgres-locks.ts";
import { statementsUnderLock } from "./rules/postgres-statements.ts";
import { refusals } from "./rules/refusals.ts";
import { runningCode } from "./rules/running-code.ts";
import { longNames, missingSemicolon } from "./rules/text.ts";
import { afterUpdate, sessionSettings, transactions } from "./rules/transactions.ts";
import { readSilences } from "./silence.ts";
import { type ParsedStatement, parseStatements } from "./statement.ts";
import { tryFile } from "./try-file.ts";

/** The rules that look at one file on one engine. Most of them need the parser. */
const fileRules: readonly Rule[] = [
  dataLoss,
  runningCode,
  alterationsUnderLock,
  statementsUnderLock,
  transactions,
  sessionSettings,
  afterUpdate,
  longNames,
  missingSemicolon,
];

/**
 * Finds what would cause trouble in production. Each file runs on an empty database of its engines, after the
 * files with lower numbers: on DuckDB in memory, and on PostgreSQL when `@electric-sql/pglite` is installed.
 * Dangerous statements are found in the syntax trees of `libpg-query`. No file, network or database of yours is
 * reached.
 *
 * @param files every file from the first on, of all engines and in any order.
 */
export async function lintMigrations(
  files: readonly LintFile[],
  options: LintOptions = {},
): Promise<LintReport> {
  const { only = () => true } = options;
  const ordered = inOrder(files);
  const looked = ordered.filter(({ file }) => only(file));
  const engines = new Set(looked.flatMap((file) => file.engines));
  await using tools = await openLintTools(ordered, engines);
  return await lintWith(tools, ordered, options);
}

/** Does the work of `lintMigrations` on databases that are open and empty. */
export async function lintWith(
  tools: LintTools,
  files: readonly OrderedFile[],
  { silences = [], only = () => true, timeLimit = 60_000 }: LintOptions = {},
): Promise<LintReport> {
  const deadlines = new Map<Engine, number>();
  const tables: Readonly<Record<Engine, KnownTables>> = {
    duckdb: new KnownTables(),
    postgres: new KnownTables(),
  };
  const looked = files.filter(({ file }) => only(file));
  const findings: Finding[] = [];
  const notChecked = new Set(missingTools(tools, looked));
  const refused = new Set<Engine>();

  for (const { file, sql: text, engines } of files) {
    const sql = normalizeText(text);
    const inTransaction = !saysNoTransaction(sql);
    let parsed: ParsedStatement[];
    try {
      parsed = parseStatements(sql, tools.parse);
    } catch (error) {
      if (!(error instanceof SqlTextError)) throw error;
      const { line, problem: message } = error;
      // Unreadable text has no readable comments, so no silence.
      if (only(file)) findings.push({ file, line, rule: "unreadable-sql", message });
      continue;
    }
    const problems: Problem[] = [];
    if (parsed.length === 0) {
      const message = "the file must have SQL; write SELECT 1 if there is nothing to do";
      problems.push({ rule: "empty-file", line: 1, message });
    }
    const linted: LintedFile[] = [];
    for (const engine of engines) {
      const steps = parsed.map((statement) => toStep(statement, tables[engine], file));
      const one: LintedFile = {
        engine,
        sql,
        inTransaction,
        steps,
        parse: tools.parse,
        fitsTransaction: undefined,
        finalColumns: new Map(),
      };
      const scratch = tools.scratches.get(engine);
      if (scratch !== undefined) {
        const deadline = deadlines.get(engine) ?? performance.now() + timeLimit;
        deadlines.set(engine, deadline);
        await tryFile(scratch, one, deadline);
        markConsequences(one, refused);
        linted.push(one);
        if (only(file)) for (const note of notAsked(one, file)) notChecked.add(note);
      }
      problems.push(...fileRules.flatMap((rule) => Array.from(rule(one))));
    }
    problems.push(...refusals(linted, engines.length));
    if (!only(file)) continue;
    const configured = silences.filter((silence) => silence.file === file);
    findings.push(
      ...applySilences(file, withoutRepeats(file, problems), [
        ...readSilences(sql),
        ...configured.map((silence) => ({ ...silence, at: "lint.json" as const })),
      ]),
    );
  }
  const known = new Set(files.map(({ file }) => file));
  for (const { file, line } of silences) {
    if (known.has(file) || !only(file)) continue;
    const message = "lint.json: the file does not exist; remove the silence";
    findings.push({ file, line, rule: "silence-of-nothing", message });
  }
  return {
    files: looked.map(({ file }) => file),
    findings,
    notChecked: Array.from(notChecked),
  };
}

function toStep(statement: ParsedStatement, tables: KnownTables, file: string): Step {
  const { node } = statement;
  const targets = node === undefined ? [] : tables.targetsOf(node);
  const older = node === undefined ? [] : tables.olderThan(file, node, targets);
  tables.apply(file, statement);
  return {
    ...statement,
    targets,
    older,
    outcome: undefined,
    effects: [],
    columnsBefore: new Map(),
    columnsAfter: new Map(),
  };
}

/** After a refusal, a missing object may follow from it and is no news. */
function markConsequences({ engine, steps }: LintedFile, refused: Set<Engine>): void {
  for (const step of steps) {
    if (typeof step.outcome !== "object") continue;
    if (step.outcome.kind === "missing" && refused.has(engine)) step.outcome = "follows";
    else refused.add(engine);
  }
}

/** Most rules report the same on both engines. */
function withoutRepeats(file: string, problems: readonly Problem[]): Finding[] {
  const findings = problems.map(({ line, rule, message }) => ({ file, line, rule, message }));
  const byText = new Map(findings.map((one) => [`${one.line} ${one.rule} ${one.message}`, one]));
  return Array.from(byText.values());
}
