import {
  addGroupMember,
  listGroupMembers,
  removeGroupMember,
} from "@handsfree/repositories/identity";
import { renderGroupMembers } from "@handsfree/wire/identity";
import { useDatabase } from "../database.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { printOutcome } from "../output/outcome.ts";
import { print, printJson } from "../output/print.ts";
import { renderTable } from "../output/table.ts";
import { noGroup } from "./groups.ts";

const readWrite = { readOnly: false };

export async function listMembers(name: string, options: GlobalOptions): Promise<void> {
  const members = await useDatabase(options, (db) => listGroupMembers(db, name));
  if (members === undefined) throw noGroup();
  if (options.json) return printJson(renderGroupMembers(members));
  const rows = members.map(({ addedAt, userId }) => [addedAt, userId]);
  const table = renderTable(["ADDED AT", "USER"], rows);
  return print(members.length === 0 ? "The group has no members.\n" : table);
}

export async function addMember(
  group: string,
  userId: string,
  options: GlobalOptions & ActorOptions,
): Promise<void> {
  const input = { group, userId, by: options.by };
  const added = await useDatabase(options, (db) => addGroupMember(db, input), readWrite);
  if (added.outcome === "not_found") throw noGroup();
  const reasons = {
    added: `${userId} in ${group}`,
    already_member: `${userId} in ${group}`,
    user_not_found: "there is no enabled user with this id",
    too_many: "the group has as many members as it may have",
  };
  const { outcome } = added;
  const isDone = outcome === "added" || outcome === "already_member";
  const text = reasons[outcome];
  await printOutcome({ outcome, name: "member", record: undefined, text, isDone }, options);
}

export async function removeMember(
  group: string,
  userId: string,
  options: GlobalOptions & ActorOptions,
): Promise<void> {
  const input = { group, userId, by: options.by };
  const removed = await useDatabase(options, (db) => removeGroupMember(db, input), readWrite);
  if (removed.outcome === "not_found") throw noGroup();
  const { outcome } = removed;
  const text = `${userId} of ${group}`;
  const isDone = outcome === "removed";
  await printOutcome({ outcome, name: "member", record: undefined, text, isDone }, options);
}
