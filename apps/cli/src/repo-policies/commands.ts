import type { Command } from "commander";
import { actorOption } from "../options/actor.ts";
import { booleanFor } from "../options/boolean.ts";
import { wholeFor } from "../options/number.ts";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { listAll, remove, set, show } from "./repo-policies.ts";

const repository = ["<repository>", "owner/name, in any case"] as const;

export function addRepoPolicyCommands(program: Command): void {
  const policies = program
    .command("repo-policies")
    .description("manage what a user allows in repositories");
  addPageOptions(
    policies
      .command("list")
      .description("show the user's policies of repositories, newest first")
      .addOption(userOption()),
  ).action((_options, command: Command) => listAll(command.optsWithGlobals()));
  policies
    .command("show")
    .description("show the user's policy of a repository; exits with 3 if it does not exist")
    .argument(...repository)
    .addOption(userOption())
    .action((name: string, _options, command: Command) => show(name, command.optsWithGlobals()));
  policies
    .command("set")
    .description("add or change the user's policy of a repository; what is left out stays")
    .argument(...repository)
    .addOption(userOption())
    .option("--allow-merge <true|false>", "in a new policy false", booleanFor("allowMerge"))
    .option("--allow-rerun <true|false>", "in a new policy true", booleanFor("allowRerun"))
    .option(
      "--allow-request-review <true|false>",
      "in a new policy true",
      booleanFor("allowRequestReview"),
    )
    .option("--allow-comment <true|false>", "in a new policy true", booleanFor("allowComment"))
    .option(
      "--require-confirmation <true|false>",
      "whether a person confirms each action; in a new policy true",
      booleanFor("requireConfirmation"),
    )
    .option(
      "--require-checks-green <true|false>",
      "whether checks must pass before a merge; in a new policy true",
      booleanFor("requireChecksGreen"),
    )
    .option(
      "--required-approvals <number>",
      "how many reviews must approve before a merge; in a new policy 1",
      wholeFor("requiredApprovals"),
    )
    .addOption(actorOption())
    .action((name: string, _options, command: Command) => set(name, command.optsWithGlobals()));
  policies
    .command("remove")
    .description("remove the user's policy of a repository")
    .argument(...repository)
    .addOption(userOption())
    .addOption(actorOption())
    .action((name: string, _options, command: Command) => remove(name, command.optsWithGlobals()));
}
