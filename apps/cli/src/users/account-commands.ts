import { userRoles } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { addPageOptions } from "../options/page.ts";
import {
  changeAccount,
  createAccount,
  disableAccount,
  enableAccount,
  listAccounts,
} from "./accounts.ts";

/** Adds the commands for accounts, which the keys of people belong to. */
export function addAccountCommands(users: Command): void {
  addPageOptions(
    users.command("list").description("show the users, newest first, with those who are disabled"),
  ).action((_options, command: Command) => listAccounts(command.optsWithGlobals()));
  users
    .command("create")
    .description('add a person; give them a key with "handsfree keys create"')
    .option("--email <address>", "their e-mail address, which no other user has")
    .option("--display-name <name>", "their name")
    .addOption(roleOption("member"))
    .option("--id <uuid>", "the id that their records have already (default: a new one)")
    .addOption(actorOption())
    .action((_options, command: Command) => createAccount(command.optsWithGlobals()));
  users
    .command("change")
    .description("change a user; what is left out stays")
    .addOption(accountOption())
    .option("--email <address>", "the new address")
    .option("--no-email", "remove the address")
    .option("--display-name <name>", "the new name")
    .option("--no-display-name", "remove the name")
    .addOption(roleOption())
    .addOption(actorOption())
    .action((_options, command: Command) => changeAccount(command.optsWithGlobals()));
  users
    .command("disable")
    .description("lock a user out at once: none of their keys works any more")
    .addOption(accountOption())
    .addOption(actorOption())
    .action((_options, command: Command) => disableAccount(command.optsWithGlobals()));
  users
    .command("enable")
    .description("let a disabled user in again")
    .addOption(accountOption())
    .addOption(actorOption())
    .action((_options, command: Command) => enableAccount(command.optsWithGlobals()));
}

/** Never from the environment: each change names its user. */
function accountOption(): Option {
  return new Option("--user <uuid>", "the user's id").makeOptionMandatory();
}

function roleOption(value?: (typeof userRoles)[number]): Option {
  const option = new Option("--role <role>", "what the user may do").choices(userRoles);
  return value === undefined ? option : option.default(value);
}
