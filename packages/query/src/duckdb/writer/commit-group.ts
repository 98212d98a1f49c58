import { forAnotherCaller } from "../../callers-stack.ts";
import type { HandsFreeError } from "../../errors.ts";
import { concernsDatabase } from "../../concerns-database.ts";
import type { Session } from "../session/session.ts";
import { type Step, stepsOf } from "./steps.ts";
import type { Task, Writing } from "./task.ts";

/**
 * Writes the tasks with one commit and settles them. If one of them fails, nothing of the transaction can
 * be kept, since the engine has no savepoints. Then the group runs again in two halves, until a task that
 * fails does so alone, with the error that it would have had alone.
 */
export async function commitGroup(writing: Writing, tasks: readonly Task[]): Promise<void> {
  const [only] = tasks;
  if (only === undefined) return;
  const error =
    writing.refusal() ??
    (tasks.length === 1 ? await runAlone(writing, only) : await runAll(writing, tasks)) ??
    // A commit into a file that was deleted meanwhile must not be acknowledged.
    writing.refusal();
  if (error === undefined) {
    for (const task of tasks) task.settle();
  } else if (tasks.length === 1 || concernsDatabase((error as HandsFreeError).code)) {
    for (const task of tasks) task.fail(forAnotherCaller(error));
  } else {
    const [first, second] = halves(tasks);
    await commitGroup(writing, first);
    await commitGroup(writing, second);
  }
}

/** A single statement commits by itself, which saves BEGIN and COMMIT. */
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
  // An insert that found a key it did not expect looks for keys first now.
  return code === "duplicate_key" && repeating.size > before ? attempt(writing, tasks) : error;
}

function attempt(writing: Writing, tasks: readonly Task[]): Promise<unknown> {
  const { steps, isOneWrite } = stepsOf(writing, tasks);
  const [only] = steps;
  return isOneWrite && only !== undefined ? errorOf(only) : transact(writing.session, steps);
}

/** Runs the steps in a transaction. @returns the error for which it was rolled back, if any. */
export async function transact(session: Session, steps: readonly Step[]): Promise<unknown> {
  const error = await errorOf(async () => {
    await session.control("BEGIN TRANSACTION");
    for (const step of steps) await step();
    await session.control("COMMIT");
  });
  // After a failed COMMIT there is nothing to roll back, and this fails.
  if (error !== undefined) {
    await session.control("ROLLBACK").catch(() => undefined);
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

/** Separates single statements from units, since these rarely cause each other's failures; else halves. */
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
