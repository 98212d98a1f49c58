import type { ErrorCode, HandsFreeError } from "../../errors.ts";
import type { Session } from "../session.ts";
import { conflictKey, runInsertBatch } from "./insert-batch.ts";
import type { InsertShape } from "./insert-shape.ts";
import { StatementTask } from "./statement-task.ts";
import type { Task } from "./task.ts";

/**
 * Writes the tasks with one commit and settles them. When one of them fails, nothing of the
 * transaction can be kept (the engine has no savepoints), so the group is run again in two halves,
 * until whatever fails does so alone and with the error that it would have had alone.
 */
export async function commitGroup(session: Session, tasks: readonly Task[]): Promise<void> {
  const [only] = tasks;
  if (only === undefined) return;
  const error = tasks.length === 1 ? await runAlone(session, only) : await attempt(session, tasks);
  if (error === undefined) {
    for (const task of tasks) task.settle();
  } else if (tasks.length === 1 || concernsAll(error)) {
    for (const task of tasks) task.fail(error);
  } else {
    const [first, second] = halves(tasks);
    await commitGroup(session, first);
    await commitGroup(session, second);
  }
}

const concerningAll: ReadonlySet<ErrorCode> = new Set([
  "database_closed",
  "database_failed",
  "database_read_only",
  "out_of_resources",
]);

/** What is no task's fault would meet each of them again. */
function concernsAll(error: unknown): boolean {
  const { code } = error as Partial<HandsFreeError>;
  return code !== undefined && concerningAll.has(code);
}

/** A statement commits by itself, which spares BEGIN and COMMIT. */
async function runAlone(session: Session, task: Task): Promise<unknown> {
  if (!(task instanceof StatementTask)) return attempt(session, [task]);
  try {
    await task.runAlone(session);
    return undefined;
  } catch (error) {
    return error;
  }
}

async function attempt(session: Session, tasks: readonly Task[]): Promise<unknown> {
  try {
    await session.run({ sql: "BEGIN TRANSACTION", parameters: [] });
    for (const step of steps(tasks)) await step(session);
    await session.run({ sql: "COMMIT", parameters: [] });
    return undefined;
  } catch (error) {
    // A COMMIT that failed has rolled back already, and there is nothing else to do about either.
    await session.run({ sql: "ROLLBACK", parameters: [] }).catch(() => undefined);
    return error;
  }
}

/** Statements and units apart, since they rarely fail for each other's sake; else in the middle. */
function halves(tasks: readonly Task[]): [readonly Task[], readonly Task[]] {
  const statements = tasks.filter((task) => task instanceof StatementTask);
  if (statements.length > 0 && statements.length < tasks.length) {
    return [statements, tasks.filter((task) => !(task instanceof StatementTask))];
  }
  const middle = tasks.length >> 1;
  return [tasks.slice(0, middle), tasks.slice(middle)];
}

type Step = (session: Session) => Promise<void>;

/** One step an insert shape, in the order in which the shapes came, and one for each other task. */
function steps(tasks: readonly Task[]): Step[] {
  const batches = new Map<
    string,
    { shape: InsertShape; tasks: StatementTask[]; keys: Set<string> }
  >();
  const result: Step[] = [];
  for (const task of tasks) {
    const shape = task instanceof StatementTask ? task.shape : undefined;
    if (shape === undefined) {
      result.push((session) => task.run(session));
      continue;
    }
    const insert = task as StatementTask;
    const key = conflictKey(shape, insert);
    const kind = key === undefined ? shape.plainBatchSql : shape.batchSql;
    const open = batches.get(kind);
    // Of one key in one statement nobody could say who was first.
    if (open && (key === undefined || !open.keys.has(key))) {
      open.tasks.push(insert);
      if (key !== undefined) open.keys.add(key);
      continue;
    }
    const batch = { shape, tasks: [insert], keys: new Set(key === undefined ? [] : [key]) };
    batches.set(kind, batch);
    result.push((session) =>
      batch.tasks.length === 1
        ? insert.run(session)
        : runInsertBatch(session, batch.shape, batch.tasks),
    );
  }
  return result;
}
