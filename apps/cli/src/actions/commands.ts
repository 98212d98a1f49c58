import { cancelPendingAction, confirmPendingAction } from "@handsfree/repositories";
import type { Command } from "commander";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { decideAction } from "./decide.ts";
import { listActions } from "./list.ts";

const tokenHelp = `
A token is a secret, and as an argument it lands in the shell's history and in the list of processes.
Leave it out, or give -, to have it read from standard input:

  handsfree actions confirm --user UUID < token-file

One that begins with a hyphen must come that way, or after --.
Exits with 3 when the action was decided already, has expired, or is not there.`;

export function addActionCommands(program: Command): void {
  const actions = program
    .command("actions")
    .description("side effects that wait for their owner's word");
  addPageOptions(
    actions
      .command("list")
      .description("show the user's actions that can still be decided, newest first")
      .addOption(userOption()),
  ).action((_options, command: Command) => listActions(command.optsWithGlobals()));
  addDecision(actions, "confirm").action((token: string | undefined, _options, command: Command) =>
    decideAction(confirmPendingAction, token, command.optsWithGlobals()),
  );
  addDecision(actions, "cancel").action((token: string | undefined, _options, command: Command) =>
    decideAction(cancelPendingAction, token, command.optsWithGlobals()),
  );
}

function addDecision(actions: Command, verb: "confirm" | "cancel"): Command {
  return actions
    .command(verb)
    .description(`${verb} the action that a token stands for`)
    .argument("[token]", "prefer standard input: an argument shows in history and ps")
    .addOption(userOption())
    .addHelpText("after", tokenHelp);
}
