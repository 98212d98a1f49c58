import { type Command, Option } from "commander";
import { addEventType } from "../options/event-type.ts";
import { wholeFor } from "../options/number.ts";
import { showEvents } from "./follow.ts";

export function addEventCommand(program: Command): void {
  program
    .command("events")
    .description("show the feed of all changes, the oldest first; --follow waits for new ones")
    .option("--user <uuid>", "only the events that this user may see (default: all)")
    .option(
      "--type <type>",
      "only this type, such as pending_action.confirmed; repeatable",
      addEventType,
    )
    .option(
      "--after <id>",
      "only events after this one (default: all that are kept; with --follow, new ones)",
    )
    .addOption(
      new Option("--limit <n>", "the number to show, at most 1000")
        .default(100)
        .argParser(wholeFor("limit")),
    )
    .option("--follow", "go on with new events until Ctrl+C")
    .option(
      "--server <url>",
      "ask this server, with the admin's key (default: the server that holds the file, if one does)",
    )
    .action((_options, command: Command) => showEvents(command.optsWithGlobals()));
}
