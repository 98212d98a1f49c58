import { commandStatuses, profiles } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { listUserCommands } from "./list.ts";
import { showCommand } from "./show.ts";

export function addCommandCommands(program: Command): void {
  const commands = program
    .command("commands")
    .description("show commands: what users said, and the intents that were understood");
  const list = commands
    .command("list")
    .description("show the user's commands, newest first")
    .addOption(userOption())
    .addOption(new Option("--profile <profile>", "only of this profile").choices(profiles))
    .addOption(new Option("--status <status>", "only of this status").choices(commandStatuses))
    .option("--intent-name <name>", "only of this intent, for example pr.merge")
    .option("--session-id <id>", "only of this session")
    .option("--pending-action-id <uuid>", "only those that led to this action");
  addPageOptions(list).action((_options, command: Command) =>
    listUserCommands(command.optsWithGlobals()),
  );
  commands
    .command("show")
    .description("show one of the user's commands; exits with 3 if it does not exist")
    .argument("<id>", "the command's id")
    .addOption(userOption())
    .action((id: string, _options, command: Command) => showCommand(id, command.optsWithGlobals()));
}
