import type { Constraint } from "libpg-query";
import type { Action } from "../statement.ts";
import { mentionedTables } from "../tree.ts";
import type { LintedFile, Problem, Rule, Step } from "../linted-file.ts";
import type { Effect } from "../scratch/scratch.ts";
import { describeColumn } from "./running-code.ts";

/**
 * Finds ALTER TABLE actions that make PostgreSQL rewrite, read or index an older table under a lock. The
 * effects come from PostgreSQL itself.
 *
 * Source: https://www.postgresql.org/docs/current/sql-altertable.html (Notes); squawk
 * `adding-field-with-default`, `adding-not-nullable-field`, `constraint-missing-not-valid`,
 * `adding-foreign-key-constraint`, `disallowed-unique-constraint` and `require-concurrent-partition-detach`;
 * strong_migrations "setting NOT NULL on an existing column"; Atlas PG104 and PG105.
 */
export const alterationsUnderLock: Rule = function* alterationsUnderLock(
  file: LintedFile,
): Generator<Problem> {
  if (file.engine !== "postgres") return;
  const added = new Set<string | undefined>();
  for (const step of file.steps) {
    const [table] = step.older;
    yield* checkAttach(step);
    if (table !== undefined) {
      for (const [index, action] of step.actions.entries()) {
        yield* checkAction(table, action, step.effects[index]);
        yield* checkConstraint(table, action, file.inTransaction ? added : new Set());
      }
    }
    yield* checkDomain(step);
  }
};

function* checkAction(
  table: string,
  { command, line }: Action,
  effect: Effect | undefined,
): Generator<Problem> {
  const { subtype, name } = command;
  if (effect?.rewrites === true) {
    const message = `PostgreSQL rewrites ${table} under a lock that blocks reads; add an empty column, and fill it in a file of its own`;
    yield { rule: "table-rewrite", line, message };
  } else if (effect?.rebuildsIndex === true) {
    const message = `PostgreSQL rebuilds an index of ${table} under a lock that blocks reads and writes; drop the index CONCURRENTLY in the file before, and create it in the file after`;
    yield { rule: "index-rebuild", line, message };
  } else if (subtype === "AT_SetNotNull" && effect?.scans === true) {
    const message = `all rows of ${table} are read under a lock that blocks reads and writes; in earlier files, ADD CONSTRAINT … CHECK (${name} IS NOT NULL) NOT VALID, then VALIDATE CONSTRAINT`;
    yield { rule: "set-not-null", line, message };
  }
  if (subtype === "AT_DetachPartition" && command.def !== undefined) {
    if ("PartitionCmd" in command.def && command.def.PartitionCmd.concurrent === true) return;
    const message = `reads and writes of ${table} wait until all its queries have ended; use CONCURRENTLY, in a file that begins with -- migrate: no-transaction`;
    yield { rule: "detach-partition", line, message };
  }
}

/**
 * PostgreSQL checks that the rows of the attached table match the bounds, and that no row of the default
 * partition does.
 *
 * Source: https://www.postgresql.org/docs/current/sql-altertable.html (ATTACH PARTITION).
 */
function* checkAttach({ actions, effects, older, targets }: Step): Generator<Problem> {
  for (const [index, { command, line }] of actions.entries()) {
    if (command.subtype !== "AT_AttachPartition" || effects[index]?.scans !== true) continue;
    const [attached = ""] = mentionedTables(command.def);
    const message = older.includes(attached)
      ? `all rows of ${attached} are read under a lock that blocks reads and writes; in earlier files, add a CHECK of its bounds NOT VALID, then VALIDATE CONSTRAINT, and create the indexes of ${targets[0]} on it CONCURRENTLY`
      : `all rows of the default partition of ${targets[0]} are read under a lock that blocks reads and writes; in earlier files, add a CHECK to it that excludes the new bounds NOT VALID, then VALIDATE CONSTRAINT`;
    yield { rule: "attach-partition", line, message };
  }
}

const building = new Set(["CONSTR_UNIQUE", "CONSTR_PRIMARY", "CONSTR_EXCLUSION"]);
const checking = new Set<string | undefined>(["CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_NOTNULL"]);

/** @param added the constraints that the same transaction added. */
function* checkConstraint(
  table: string,
  { command, line }: Action,
  added: Set<string | undefined>,
): Generator<Problem> {
  const { subtype, def, name } = command;
  const constraint = def !== undefined && "Constraint" in def ? def.Constraint : undefined;
  const { kinds } = describeColumn(def);
  if (subtype === "AT_AddConstraint") added.add(constraint?.conname);
  const builds = constraint?.indexname === undefined && building.has(constraint?.contype ?? "");
  if (builds || Array.from(kinds).some((kind) => building.has(kind))) {
    const message = `reads and writes of ${table} wait until the key's index is built; CREATE UNIQUE INDEX CONCURRENTLY in the file before, then ADD CONSTRAINT … USING INDEX`;
    yield { rule: "constraint-builds-index", line, message };
  }
  const reads =
    subtype === "AT_AddConstraint" && constraint !== undefined && readsAllRows(constraint);
  if (reads || kinds.has("CONSTR_CHECK")) {
    const message = `all rows of ${table} are read under a lock that blocks writes; add it NOT VALID, and VALIDATE CONSTRAINT in the next file`;
    yield { rule: "constraint-without-not-valid", line, message };
  }
  if (subtype === "AT_ValidateConstraint" && added.has(name)) {
    const message = `the lock of the ADD CONSTRAINT before it is held while all rows of ${table} are read; validate in the next file`;
    yield { rule: "constraint-without-not-valid", line, message };
  }
}

function readsAllRows({ contype, skip_validation: skips = false }: Constraint): boolean {
  return checking.has(contype) && !skips;
}

function* checkDomain({ node, line }: Step): Generator<Problem> {
  if (node === undefined || !("AlterDomainStmt" in node)) return;
  const { def, subtype } = node.AlterDomainStmt;
  const constraint = def !== undefined && "Constraint" in def ? def.Constraint : undefined;
  const adds = subtype === "C" && constraint !== undefined && readsAllRows(constraint);
  if (!adds && subtype !== "O") return;
  const message =
    subtype === "O"
      ? "every table with a column of the domain is read under a lock that blocks writes; ADD CONSTRAINT … CHECK (VALUE IS NOT NULL) NOT VALID does the same, and VALIDATE CONSTRAINT in the next file"
      : "every table with a column of the domain is read under a lock that blocks writes; add it NOT VALID, and VALIDATE CONSTRAINT in the next file";
  yield { rule: "constraint-without-not-valid", line, message };
}
