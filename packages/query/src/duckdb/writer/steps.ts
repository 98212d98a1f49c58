import type { Batch, Task, Writing } from "./task.ts";

/** A part of a group's transaction. */
export type Step = () => Promise<void>;

interface OpenBatch {
  readonly batch: Batch;
  readonly tasks: Task[];
}

/** One step for all that can be one statement, in the order in which they came, and one for each other task. */
export function stepsOf(
  { session, memory }: Writing,
  tasks: readonly Task[],
): { readonly steps: readonly Step[]; readonly isOneWrite: boolean } {
  const open = new Map<string, OpenBatch>();
  const steps: Step[] = [];
  for (const task of tasks) {
    const { batch } = task;
    if (batch === undefined) {
      steps.push(() => task.run(session));
      continue;
    }
    const current = open.get(batch.name);
    if (current !== undefined) {
      current.tasks.push(task);
      continue;
    }
    const opened: OpenBatch = { batch, tasks: [task] };
    open.set(batch.name, opened);
    steps.push(() =>
      opened.tasks.length === 1 ? task.run(session) : batch.run(session, opened.tasks, memory),
    );
  }
  const isOneWrite = steps.length === 1 && tasks.length > 1 && tasks[0]?.batch?.isOneWrite === true;
  return { steps, isOneWrite };
}
