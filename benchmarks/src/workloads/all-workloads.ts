import { confirm } from "./confirm.ts";
import { deleteAction } from "./delete-action.ts";
import { executeAction } from "./execute-action.ts";
import { findAction } from "./find-action.ts";
import { heartbeat } from "./heartbeat.ts";
import { insert } from "./insert.ts";
import { page, pageOfFew } from "./page.ts";
import { propose, proposeToOne } from "./propose.ts";
import { recordCommand } from "./record-command.ts";
import { recordOnce } from "./record-once.ts";
import { replayEvent } from "./replay-event.ts";
import { runOnce } from "./run-once.ts";
import { storeDelivery } from "./store-delivery.ts";
import type { Workload } from "./workload.ts";

/** The workloads in their order: readers first, while the tables have only the seeded rows. */
export const allWorkloads: readonly Workload[] = [
  page,
  pageOfFew,
  findAction,
  insert,
  propose,
  proposeToOne,
  confirm,
  executeAction,
  heartbeat,
  recordOnce,
  runOnce,
  storeDelivery,
  replayEvent,
  recordCommand,
  deleteAction,
];

export function getWorkload(name: string): Workload {
  const workload = allWorkloads.find((candidate) => candidate.name === name);
  if (workload) return workload;
  const names = allWorkloads.map((candidate) => candidate.name);
  throw new Error(`there is no workload ${name}; give some of ${names.join(", ")}`);
}
