import {
  type ApproverGroup,
  createApproverGroup,
  deleteApproverGroup,
  listApproverGroups,
} from "@handsfree/repositories/identity";
import { renderApproverGroup } from "@handsfree/wire/identity";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage, type View } from "../output/page.ts";

const readWrite = { readOnly: false };

const view: View<ApproverGroup> = {
  empty: "There is no group.",
  columns: {
    "CREATED AT": (group) => group.createdAt,
    NAME: (group) => group.name,
    ID: (group) => group.id,
  },
  render: renderApproverGroup,
};

export async function listAll(options: GlobalOptions & PageOptions): Promise<void> {
  const request = pageRequest(options);
  const page = await useDatabase(options, (db) => listApproverGroups(db, request));
  await printPage(page, view, options);
}

export async function create(name: string, options: GlobalOptions & ActorOptions): Promise<void> {
  const input = { name, by: options.by };
  const created = await useDatabase(options, (db) => createApproverGroup(db, input), readWrite);
  const { outcome } = created;
  const group = outcome === "created" ? created.group : undefined;
  const record = group && renderApproverGroup(group);
  const reason =
    outcome === "too_many" ? `there are ${created.limit} groups` : "another group has this name";
  const text = group ? `${group.name} (${group.id})` : reason;
  await printOutcome(
    { outcome, name: "group", record, text, isDone: record !== undefined },
    options,
  );
}

export async function remove(name: string, options: GlobalOptions & ActorOptions): Promise<void> {
  const input = { name, by: options.by };
  const deleted = await useDatabase(options, (db) => deleteApproverGroup(db, input), readWrite);
  if (deleted.outcome === "not_found") throw noGroup();
  const isDone = deleted.outcome === "deleted";
  const text = "waiting" in deleted ? `${deleted.waiting} waiting actions ask this group` : name;
  const { outcome } = deleted;
  await printOutcome({ outcome, name: "group", record: undefined, text, isDone }, options);
}

export function noGroup(): NotFoundError {
  return new NotFoundError("there is no group with this name");
}
