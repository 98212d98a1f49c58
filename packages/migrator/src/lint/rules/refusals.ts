import type { Engine } from "@handsfree/query";
import type { LintedFile, Problem, Step } from "../linted-file.ts";
import type { Refusal } from "../scratch/scratch.ts";
import { refusedAfterUpdate } from "./transactions.ts";

/** The names of the engines in messages. */
export const engineNames: Readonly<Record<Engine, string>> = {
  duckdb: "DuckDB",
  postgres: "PostgreSQL",
};

/**
 * Reports the refusals of engines.
 *
 * @param file the file as each of its engines ran it.
 * @param engines how many engines run it, asked or not.
 */
export function* refusals(file: readonly LintedFile[], engines: number): Generator<Problem> {
  for (const [place, { engine, steps }] of file.entries()) {
    const other = file[1 - place];
    for (const [index, step] of steps.entries()) {
      const { outcome } = step;
      if (typeof outcome !== "object" || outcome.kind === "unavailable") continue;
      const takenElsewhere = other?.steps[index]?.outcome === "taken" ? other.engine : undefined;
      yield {
        line: step.line + (outcome.line ?? 1) - 1,
        ...describe(engine, outcome, engines > 1 ? takenElsewhere : undefined),
      };
    }
  }
  yield* needlessNoTransaction(file, engines);
}

function describe(
  engine: Engine,
  { kind, message }: Refusal,
  takenBy: Engine | undefined,
): Pick<Problem, "rule" | "message"> {
  if (kind === "transaction") {
    const wayOut = "make -- migrate: no-transaction the file's first line";
    return {
      rule: "missing-no-transaction",
      message: `${engineNames[engine]}: ${message}; ${wayOut}`,
    };
  }
  if (takenBy === undefined) {
    return { rule: `${engine}-refuses`, message: `${engineNames[engine]} refuses it: ${message}` };
  }
  const says = `only ${engineNames[takenBy]} accepts it, and ${engineNames[engine]} says: ${message}`;
  return { rule: "single-engine-sql", message: `${says}; write a variant for each` };
}

/**
 * Without a transaction, a failed file leaves partial work behind. Reported when every engine of the file ran
 * all of it in one transaction, and a transaction is not worse.
 */
function* needlessNoTransaction(file: readonly LintedFile[], engines: number): Generator<Problem> {
  if (file.length < engines || !file.every(({ fitsTransaction }) => fitsTransaction)) return;
  if (file.some(({ steps }) => isWorseInTransaction(steps))) return;
  const message = "every statement of the file can run in a transaction; leave out no-transaction";
  yield { rule: "needless-no-transaction", line: 1, message };
}

/** Whether one transaction holds a lock for longer, or fails when there are rows. */
function isWorseInTransaction(steps: readonly Step[]): boolean {
  const altered = steps.findIndex(({ actions, older }) => actions.length > 0 && older.length > 0);
  const later = altered < 0 ? [] : steps.slice(altered + 1);
  const isLong = ({ node, actions }: Step): boolean =>
    (node !== undefined && ("UpdateStmt" in node || "DeleteStmt" in node)) ||
    actions.some(({ command }) => command.subtype === "AT_ValidateConstraint");
  // A new enumeration value cannot be used before the commit.
  const addsValue = steps.some(({ node }) => node !== undefined && "AlterEnumStmt" in node);
  return (
    later.some(isLong) ||
    (addsValue && steps.length > 1) ||
    Array.from(refusedAfterUpdate(steps)).length > 0
  );
}
