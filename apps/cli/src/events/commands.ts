import { InvalidInputError } from "@handsfree/query";
import { type EventType, eventTypes } from "@handsfree/repositories/events";
import { type Command, Option } from "commander";
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
      addType,
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

function addType(name: string, before: readonly EventType[] = []): readonly EventType[] {
  const type = eventTypes.find((known) => known === name);
  if (type !== undefined) return [...before, type];
  throw new InvalidInputError("type", `is not known; give one of ${eventTypes.join(", ")}`);
}
