import { confirm } from "./confirm.ts";
import { countByDay } from "./count-by-day.ts";
import { createAction } from "./create-action.ts";
import { deleteAction } from "./delete-action.ts";
import { executeAction } from "./execute-action.ts";
import { findAction } from "./find-action.ts";
import { findCommand } from "./find-command.ts";
import { insert } from "./insert.ts";
import { page } from "./page.ts";
import { recordCommand } from "./record-command.ts";
import { recordOnce } from "./record-once.ts";
import { storeDelivery } from "./store-delivery.ts";
import type { Workload } from "./workload.ts";

/** The workloads in their order: readers first, while the tables have only the seeded rows. */
export const allWorkloads: readonly Workload[] = [
  page,
  countByDay,
  findAction,
  findCommand,
  insert,
  recordOnce,
  storeDelivery,
  confirm,
  createAction,
  executeAction,
  deleteAction,
  recordCommand,
];

export function getWorkload(name: string): Workload {
  const workload = allWorkloads.find((candidate) => candidate.name === name);
  if (workload) return workload;
  const names = allWorkloads.map((candidate) => candidate.name);
  throw new Error(`there is no workload ${name}; give some of ${names.join(", ")}`);
}
