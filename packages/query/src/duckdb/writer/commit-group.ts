import { forAnotherCaller } from "../../callers-stack.ts";
import type { ErrorCode, HandsFreeError } from "../../errors.ts";
import type { Session } from "../session.ts";
import { type Step, stepsOf } from "./steps.ts";
import type { Task, Writing } from "./task.ts";

/**
 * Writes the tasks with one commit and settles them. When one of them fails, nothing of the
 * transaction can be kept (the engine has no savepoints), so the group is run again in two halves,
 * until whatever fails does so alone and with the error that it would have had alone.
 */
export async function commitGroup(writing: Writing, tasks: readonly Task[]): Promise<void> {
  const [only] = tasks;
  if (only === undefined) return;
  const error =
    writing.refusal() ??
    (tasks.length === 1 ? await runAlone(writing, only) : await runAll(writing, tasks)) ??
    // What has been committed into a file that was deleted meanwhile must not be acknowledged.
    writing.refusal();
  if (error === undefined) {
    for (const task of tasks) task.settle();
  } else if (tasks.length === 1 || concernsAll(error)) {
    for (const task of tasks) task.fail(forAnotherCaller(error));
  } else {
    const [first, second] = halves(tasks);
    await commitGroup(writing, first);
    await commitGroup(writing, second);
  }
}

const concerningAll: ReadonlySet<ErrorCode> = new Set([
  "database_closed",
  "database_failed",
  "database_not_found",
  "database_read_only",
  "database_unavailable",
  "database_unreadable",
  "out_of_resources",
]);

/** What is no task's fault would meet each of them again. */
function concernsAll(error: unknown): boolean {
  const { code } = error as Partial<HandsFreeError>;
  return code !== undefined && concerningAll.has(code);
}

/** A statement commits by itself, which spares BEGIN and COMMIT. */
function runAlone(writing: Writing, task: Task): Promise<unknown> {
  const { session } = writing;
  return task.runDurably
    ? errorOf(() => task.runDurably?.(session))
    : transact(session, [() => task.run(session)]);
}

async function runAll(writing: Writing, tasks: readonly Task[]): Promise<unknown> {
  const { repeating } = writing.memory;
  const before = repeating.size;
  const error = await attempt(writing, tasks);
  const { code } = (error ?? {}) as Partial<HandsFreeError>;
  // One that guessed that none of its keys is there looks first now.
  return code === "duplicate_key" && repeating.size > before ? attempt(writing, tasks) : error;
}

function attempt(writing: Writing, tasks: readonly Task[]): Promise<unknown> {
  const { steps, isOneWrite } = stepsOf(writing, tasks);
  const [only] = steps;
  return isOneWrite && only !== undefined ? errorOf(only) : transact(writing.session, steps);
}

/** @returns the error that it was rolled back for. */
export async function transact(session: Session, steps: readonly Step[]): Promise<unknown> {
  const error = await errorOf(async () => {
    await session.control("BEGIN TRANSACTION");
    for (const step of steps) await step();
    await session.control("COMMIT");
  });
  // A COMMIT that failed has rolled back already, and there is nothing else to do about either.
  if (error !== undefined) {
    await session.run({ sql: "ROLLBACK", parameters: [] }).catch(() => undefined);
  }
  return error;
}

async function errorOf(work: () => Promise<void> | undefined): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error("thrown without a reason");
  }
}

/** Single writes and units apart, since they rarely fail for each other's sake; else in the middle. */
function halves(tasks: readonly Task[]): [readonly Task[], readonly Task[]] {
  const single = tasks.filter(isSingle);
  if (single.length > 0 && single.length < tasks.length) {
    return [single, tasks.filter((task) => !isSingle(task))];
  }
  const middle = tasks.length >> 1;
  return [tasks.slice(0, middle), tasks.slice(middle)];
}

function isSingle({ runDurably }: Task): boolean {
  return runDurably !== undefined;
}
