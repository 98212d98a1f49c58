import type { Command } from "commander";
import { actorOption } from "../options/actor.ts";
import { wholeFor } from "../options/number.ts";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { change, create, listAll, remove } from "./connections.ts";

export function addConnectionCommands(program: Command): void {
  const connections = program
    .command("connections")
    .description("manage a user's connections to GitHub: installations, and the places of tokens");
  addPageOptions(
    connections
      .command("list")
      .description("show the user's connections, newest first")
      .addOption(userOption()),
  ).action((_options, command: Command) => listAll(command.optsWithGlobals()));
  connections
    .command("create")
    .description("add a connection: an installation, the name of a token, or both")
    .addOption(userOption())
    .option("--installation <number>", "the installation's id on GitHub", wholeFor("installation"))
    .option("--token-ref <name>", "the name under which a secret manager keeps the token")
    .option("--scopes <scopes>", "what the token allows, as GitHub writes it")
    .option("--login <login>", "the user's login on GitHub, to whom notices about it go")
    .addOption(actorOption())
    .action((_options, command: Command) => create(command.optsWithGlobals()));
  connections
    .command("change")
    .description("change a connection; what is left out stays")
    .argument("<id>", "the connection's id")
    .addOption(userOption())
    .option("--installation <number>", "the new installation", wholeFor("installation"))
    .option("--no-installation", "remove the installation")
    .option("--token-ref <name>", "the new name of the token")
    .option("--no-token-ref", "remove the name of the token")
    .option("--scopes <scopes>", "the new scopes")
    .option("--no-scopes", "remove the scopes")
    .option("--login <login>", "the new login of the user on GitHub")
    .option("--no-login", "remove the login")
    .addOption(actorOption())
    .action((id: string, _options, command: Command) => change(id, command.optsWithGlobals()));
  connections
    .command("remove")
    .description("remove a connection; the secret manager keeps the token")
    .argument("<id>", "the connection's id")
    .addOption(userOption())
    .addOption(actorOption())
    .action((id: string, _options, command: Command) => remove(id, command.optsWithGlobals()));
}
