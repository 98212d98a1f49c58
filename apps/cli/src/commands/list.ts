import { listCommands } from "@handsfree/repositories";
import { commandStatuses, type CommandStatus, type Profile, profiles } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { addPageOptions, type PageOptions } from "../options/page.ts";
import { type UserOptions, userOption } from "../options/user.ts";
import { printPage } from "../output/page.ts";
import { commandView } from "./view.ts";

interface ListOptions extends GlobalOptions, UserOptions, PageOptions {
  readonly profile?: Profile;
  readonly status?: CommandStatus;
  readonly intentName?: string;
}

export function addCommandCommands(program: Command): void {
  const list = program
    .command("commands")
    .description("what users said, and how it was understood")
    .command("list")
    .description("show the user's commands, newest first")
    .addOption(userOption())
    .addOption(new Option("--profile <profile>", "only of this profile").choices(profiles))
    .addOption(new Option("--status <status>", "only of this status").choices(commandStatuses))
    .option("--intent-name <name>", "only of this intent, for example pr.merge");
  addPageOptions(list).action(async (_options, command: Command) => {
    const options = command.optsWithGlobals<ListOptions>();
    const page = await useDatabase(options, (db) =>
      listCommands(db, { ...options, userId: options.user }),
    );
    await printPage(page, commandView, options);
  });
}
