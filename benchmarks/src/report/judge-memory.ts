import type { QueryMemory } from "../memory/query-memory.ts";
import type { ReceivingMemory } from "../memory/receiving.ts";
import { memoryLimits } from "./criteria.ts";
import { ratio, unmeasured, type Verdict } from "./verdict.ts";

export interface MemoryResults {
  readonly queries: QueryMemory;
  readonly receiving: ReceivingMemory;
}

export function judgeMemory(memory: MemoryResults | undefined): Verdict[] {
  return [judgeQueries(memory?.queries), judgeReceiving(memory?.receiving)];
}

function judgeQueries(memory: QueryMemory | undefined): Verdict {
  const required = `under ${megabytes(memoryLimits.queries)}, flat`;
  if (memory === undefined) return unmeasured("memory of queries", required);
  const { queries, peak, growth, flat } = memory;
  return {
    work: `memory of ${queries} queries`,
    required,
    measured: `${megabytes(peak)}, last quarter ${ratio(growth)} of the second`,
    beside: "",
    reached: peak < memoryLimits.queries && flat,
  };
}

function judgeReceiving(memory: ReceivingMemory | undefined): Verdict {
  const required = `under ${megabytes(memoryLimits.receiving)}`;
  const work = "memory of the server that receives 7 KB deliveries";
  if (memory?.peak === undefined) return unmeasured(work, required);
  return {
    work: `${work}, ${memory.connections} connections`,
    required,
    measured: `${megabytes(memory.peak)} after ${memory.deliveries} deliveries`,
    beside: "",
    reached: memory.peak < memoryLimits.receiving,
  };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
