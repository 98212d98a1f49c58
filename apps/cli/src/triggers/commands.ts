import { noticeKinds } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { wholeFor } from "../options/number.ts";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { create, listAll, remove, show } from "./triggers.ts";

const id = ["<id>", "the trigger's id"] as const;

export function addTriggerCommands(program: Command): void {
  const triggers = program
    .command("triggers")
    .description("manage proposals that are made once an event of GitHub's came");
  triggers
    .command("create")
    .description("propose an action once an event came; policies decide on it then")
    .addOption(userOption())
    .addOption(new Option("--on <kind>", "the event").choices(noticeKinds).makeOptionMandatory())
    .requiredOption("--repository <repository>", "owner/name")
    .option("--number <number>", "the pull request or the issue", wholeFor("number"))
    .option("--head-sha <sha>", "the head commit, which triggers for checks need")
    .requiredOption("--summary <text>", "the question to the approver")
    .requiredOption("--action-type <type>", "for example merge_pr")
    .requiredOption("--payload <file>", "the file with the payload, as JSON")
    .option("--expires-in <seconds>", "how long it waits; default a day", wholeFor("expiresIn"))
    .addOption(actorOption())
    .action((_options, command: Command) => create(command.optsWithGlobals()));
  addPageOptions(
    triggers
      .command("list")
      .description("show the user's triggers, newest first")
      .addOption(userOption()),
  ).action((_options, command: Command) => listAll(command.optsWithGlobals()));
  triggers
    .command("show")
    .description("show a trigger; exits with 3 if it does not exist")
    .argument(...id)
    .addOption(userOption())
    .action((trigger: string, _options, command: Command) =>
      show(trigger, command.optsWithGlobals()),
    );
  triggers
    .command("remove")
    .description("remove a trigger; an action that it proposed stays")
    .argument(...id)
    .addOption(userOption())
    .addOption(actorOption())
    .action((trigger: string, _options, command: Command) =>
      remove(trigger, command.optsWithGlobals()),
    );
}
