import { listActionLogs } from "@handsfree/repositories";
import type { Command } from "commander";
import { useDatabase } from "../database.ts";
import { booleanFor } from "../options/boolean.ts";
import type { GlobalOptions } from "../options/global.ts";
import { addPageOptions, type PageOptions } from "../options/page.ts";
import { type UserOptions, userOption } from "../options/user.ts";
import { printPage } from "../output/page.ts";
import { actionLogView } from "./view.ts";

interface ListOptions extends GlobalOptions, UserOptions, PageOptions {
  readonly actionType?: string;
  readonly ok?: boolean;
  readonly target?: string;
}

export function addLogCommands(program: Command): void {
  const list = program
    .command("logs")
    .description("side effects on record")
    .command("list")
    .description("show the user's action logs, newest first")
    .addOption(userOption())
    .option("--action-type <type>", "only of this type, for example merge_pr")
    .option("--ok <true|false>", "only those that succeeded, or failed", booleanFor("ok"))
    .option("--target <target>", "only those done to this, for example owner/name#12");
  addPageOptions(list).action(async (_options, command: Command) => {
    const options = command.optsWithGlobals<ListOptions>();
    const page = await useDatabase(options, (db) =>
      listActionLogs(db, { ...options, userId: options.user }),
    );
    await printPage(page, actionLogView, options);
  });
}
