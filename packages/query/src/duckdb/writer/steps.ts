import type { Batch, Task, Writing } from "./task.ts";

/** A part of the transaction of a group. */
export type Step = () => Promise<void>;

interface OpenBatch {
  readonly batch: Batch;
  readonly tasks: Task[];
}

/** Makes one step of all tasks that can be one statement, and one of each other task, in order of arrival. */
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
