import { InvalidInputError } from "@handsfree/query";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { addPageOptions } from "../options/page.ts";
import { create } from "./create.ts";
import { list, revoke } from "./grants.ts";

const help = `
The action must match all of the options, and a grant needs at least one of them. In a pattern of types * is
any characters but a dot, in one of repositories any but a slash, and ** is any characters. A condition is
JSON: --where '{"at":"/amount","comparison":"at_most","value":10}'`;

export function addGrantCommands(program: Command): void {
  const grants = program
    .command("grants")
    .description("let people approve actions before they are proposed");
  grants
    .command("create")
    .description("approve the actions that match, where they ask this person")
    .addOption(new Option("--user <uuid>", "the person who approves").makeOptionMandatory())
    .option("--types <pattern...>", "the types of the actions")
    .option("--repositories <pattern...>", "their repositories")
    .option("--services <name...>", "the services that propose them")
    .option("--where <condition...>", "conditions on their payloads")
    .addOption(
      new Option("--uses <n>", "how many actions it approves, at most 1000")
        .argParser(numberFor("maximumUses"))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--expires-in-seconds <n>", "when it ends, at most 7776000 (90 days)")
        .argParser(numberFor("expiresInSeconds"))
        .makeOptionMandatory(),
    )
    .option("--reason <text>", "why; it becomes the reason of the decisions")
    .addOption(actorOption())
    .addHelpText("after", help)
    .action((_options, command: Command) => create(command.optsWithGlobals()));
  addPageOptions(
    grants
      .command("list")
      .description("show grants, newest first, with those that have ended")
      .option("--user <uuid>", "only this person's"),
  ).action((_options, command: Command) => list(command.optsWithGlobals()));
  grants
    .command("revoke")
    .description("end a grant for good, at once")
    .argument("<id>", "the grant's id")
    .addOption(actorOption())
    .action((id: string, _options, command: Command) => revoke(id, command.optsWithGlobals()));
}

function numberFor(field: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,9}$/.test(text)) return Number(text);
    throw new InvalidInputError(field, "is not a number; give a whole number");
  };
}
