import { findCommand } from "@handsfree/repositories/commands";
import { renderCommand } from "@handsfree/wire/commands";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import type { UserOptions } from "../options/user.ts";
import { exactText } from "../output/exact-text.ts";
import { print, printJson } from "../output/print.ts";
import { renderRecord } from "../output/table.ts";
import { commandDetails } from "./view.ts";

export async function showCommand(
  id: string,
  { user, json, ...options }: GlobalOptions & UserOptions,
): Promise<void> {
  const command = await useDatabase(options, (db) => findCommand(db, { userId: user, id }));
  if (command === undefined) throw new NotFoundError("the user has no command with this id");
  await (json
    ? printJson(renderCommand(command, exactText))
    : print(renderRecord(commandDetails(command))));
}
