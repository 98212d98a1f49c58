import type { LintedFile, Step } from "./linted-file.ts";
import { isTable } from "./known-tables.ts";
import { replacesTable } from "./parser.ts";
import type { Columns, Refusal, Scratch } from "./scratch/scratch.ts";
import { transactionWords, isSavepoint } from "../sql/transaction-words.ts";

/** The most refusals reported for a file. Each makes the statements before it run again. */
const maximumRefusals = 20;

/**
 * Runs a file on an empty database as the runner would, and records the engine's answer to each statement. A
 * refused statement is left out and the next ones run.
 *
 * @param deadline on the clock of `performance.now()`; statements after it do not run.
 */
export async function tryFile(scratch: Scratch, file: LintedFile, deadline: number): Promise<void> {
  const steps = file.steps.filter(
    ({ text }) =>
      transactionWords(text) === undefined && !(scratch.engine === "postgres" && isSavepoint(text)),
  );
  if (!file.inTransaction) file.fitsTransaction = await fitsTransaction(scratch, steps);
  if (file.inTransaction) await scratch.begin();
  const taken: Step[] = [];
  let refusals = 0;
  for (const step of steps) {
    if (refusals >= maximumRefusals || performance.now() > deadline) break;
    step.outcome = await tryStep(scratch, step, taken, file.inTransaction);
    if (step.outcome === "taken") taken.push(step);
    else refusals += 1;
  }
  file.finalColumns = await columnsOf(
    scratch,
    new Set(steps.flatMap(({ columnsBefore }) => Array.from(columnsBefore.keys()))),
  );
  if (file.inTransaction) await commit(scratch, taken);
  await scratch.resetSession();
}

async function tryStep(
  scratch: Scratch,
  step: Step,
  taken: readonly Step[],
  inTransaction: boolean,
): Promise<Step["outcome"]> {
  const looked = changesColumns(step) ? step.older : [];
  step.columnsBefore = await columnsOf(scratch, looked);
  const [altered] = step.targets;
  if (altered !== undefined && step.older.length > 0 && step.actions.length > 0) {
    const actions = step.actions.map(({ text }) => text);
    step.effects = await scratch.tryActions(altered, actions, step.older);
  }
  for (;;) {
    const refusal = readsFromClient(step) ?? (await scratch.run(step.text));
    if (refusal === undefined) break;
    if (inTransaction) await scratch.rollback();
    const supplied = await scratch.supply(refusal);
    if (inTransaction) await replay(scratch, taken);
    if (!supplied) return refusal;
  }
  step.columnsAfter = await columnsOf(scratch, looked);
  return "taken";
}

async function replay(scratch: Scratch, taken: readonly Step[]): Promise<void> {
  await scratch.begin();
  for (const { text } of taken) await scratch.run(text);
}

/** A refusal at the commit, such as of a deferred constraint, counts for the last statement. */
async function commit(scratch: Scratch, taken: readonly Step[]): Promise<void> {
  const refusal = await scratch.commit();
  const last = taken.at(-1);
  if (refusal !== undefined && last !== undefined) last.outcome = refusal;
}

async function fitsTransaction(scratch: Scratch, steps: readonly Step[]): Promise<boolean> {
  await scratch.begin();
  try {
    for (const { text } of steps) if ((await scratch.run(text)) !== undefined) return false;
    return true;
  } finally {
    await scratch.rollback();
  }
}

async function columnsOf(
  scratch: Scratch,
  tables: Iterable<string>,
): Promise<ReadonlyMap<string, Columns>> {
  const found = new Map<string, Columns>();
  for (const table of tables) {
    const columns = await scratch.columns(table);
    if (columns !== undefined) found.set(table, columns);
  }
  return found;
}

/** Whether a statement can change a table's columns or drop the table. */
function changesColumns({ node, text, actions }: Step): boolean {
  if (node === undefined) return false;
  if ("DropStmt" in node) return isTable(node.DropStmt.removeType);
  if ("RenameStmt" in node) return true;
  return (
    replacesTable(text) || actions.some(({ command }) => command.subtype === "AT_AlterColumnType")
  );
}

/** psql sends the rows of `COPY … FROM STDIN`. No migration runner does, and an engine would wait for them. */
function readsFromClient({ node }: Step): Refusal | undefined {
  if (node === undefined || !("CopyStmt" in node)) return undefined;
  const { filename, is_program: program = false } = node.CopyStmt;
  if (filename !== undefined || program) return undefined;
  const message = "COPY FROM STDIN and TO STDOUT need psql; write INSERT statements";
  return { kind: "refused", message, line: undefined };
}
