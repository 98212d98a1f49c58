import { measureWork, type WorkCount } from "@handsfree/repositories";
import { Gauge, type Registry } from "@prometheus-io/client";
import { keptBriefly } from "../kept-briefly.ts";
import { keptFor, type Measured, timeLimit } from "./measured.ts";

/**
 * Measures the queues of work when somebody reads the metrics, at most once in ten seconds. While that fails, the gauges
 * have no values.
 */
export function measureQueues(registry: Registry, measured: Measured): void {
  const measure = keptBriefly(() => readQueues(measured), keptFor, measured.context);
  const addGauge = (
    name: string,
    help: string,
    valueOf: (queue: QueueAt) => number | undefined,
  ): void => {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ["queue"],
      registers: [registry],
      async collect() {
        const queues = await measure();
        gauge.reset();
        for (const queue of queues) {
          const value = valueOf(queue);
          if (value !== undefined) gauge.set({ queue: queue.name }, value);
        }
      },
    });
  };
  addGauge(
    "handsfree_queue_due",
    "Records that wait for a worker or, in the queue decision, for a person.",
    ({ due }) => due.count,
  );
  addGauge(
    "handsfree_queue_oldest_due_seconds",
    "How long the oldest of them has been waiting; 0 if none is.",
    ({ due, at }) => ageOf(due, at),
  );
  addGauge(
    "handsfree_queue_leased",
    "Records that a worker holds under a lease.",
    ({ leased }) => leased?.count,
  );
}

interface QueueAt {
  readonly name: string;
  readonly at: Date;
  readonly due: WorkCount;
  /** Undefined where no worker takes part. */
  readonly leased?: WorkCount;
}

async function readQueues({ db, context, onFailure }: Measured): Promise<readonly QueueAt[]> {
  const signal = AbortSignal.timeout(timeLimit);
  try {
    const { at, queues, unanswered } = await db
      .connection()
      .execute((connection) => measureWork(connection, context), { signal });
    const all = Object.entries(queues).map(([name, queue]) => ({ name, at, ...queue }));
    return [...all, { name: "decision", at, due: unanswered }];
  } catch (error) {
    onFailure(error);
    return [];
  }
}

/** In seconds. */
function ageOf({ since }: WorkCount, at: Date): number {
  return since === undefined ? 0 : Math.max(0, (at.getTime() - since.getTime()) / 1000);
}
