import type { CommandJson } from "@handsfree/wire/commands";
import type { FilterOf } from "../../components/record-list/list-address.ts";
import { given, idParam, oneOfParam, textParam, timeParam } from "../../api/search-params.ts";

/** The profiles of commands. */
export const profiles = [
  "default",
  "workout",
  "kitchen",
  "commute",
  "work",
  "focused",
  "relaxed",
] as const satisfies readonly CommandJson["profile"][];
/** The statuses of commands. */
export const commandStatuses = [
  "ok",
  "needs_confirmation",
  "error",
] as const satisfies readonly CommandJson["status"][];

/** What the address of the commands says: the filters, and the command that is open. */
export interface CommandsSearch {
  readonly status?: CommandJson["status"];
  readonly profile?: CommandJson["profile"];
  readonly intent?: string;
  readonly session?: string;
  readonly since?: string;
  readonly until?: string;
  readonly id?: string;
}

/** Reads an address. What is wrong in it is left out. */
export function readCommandsSearch(search: Readonly<Record<string, unknown>>): CommandsSearch {
  return given<CommandsSearch>({
    status: oneOfParam(search["status"], commandStatuses),
    profile: oneOfParam(search["profile"], profiles),
    intent: textParam(search["intent"]),
    session: textParam(search["session"]),
    since: timeParam(search["since"]),
    until: timeParam(search["until"]),
    id: idParam(search["id"]),
  });
}

/** The filters as the API takes them. */
export function toQuery({ intent, session, ...same }: FilterOf<CommandsSearch>) {
  return {
    ...same,
    ...(intent !== undefined && { intent_name: intent }),
    ...(session !== undefined && { session_id: session }),
  };
}
