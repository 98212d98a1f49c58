import { cancelPendingAction, confirmPendingAction } from "@handsfree/repositories/pending-actions";
import { pendingActionStates } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { decideAction } from "./decide.ts";
import { expireActions, parseExpireLimit } from "./expire.ts";
import { listActions } from "./list.ts";
import { showAction } from "./show.ts";

const tokenHelp = `
A token is a secret, and as an argument it lands in the shell's history and in the list of processes.
Leave it out, or give -, to have it read from standard input:

  handsfree actions confirm --user UUID < token-file

One that begins with a hyphen must come that way, or after --.
Exits with 3 when the decision does not count, and says why: it was decided or approved before, has
expired, is not what --digest says, takes somebody else than its proposer, or is not there.`;

export function addActionCommands(program: Command): void {
  const actions = program
    .command("actions")
    .description("side effects that wait for their owner's word");
  addPageOptions(
    actions
      .command("list")
      .description("show the user's actions that can still be decided, newest first")
      .addOption(userOption())
      .addOption(
        new Option("--state <state>", "those of another state, or all").choices([
          ...pendingActionStates,
          "all",
        ]),
      )
      .option("--action-type <type>", "only of this type, for example merge_pr")
      .addOption(
        new Option(
          "--role <role>",
          "owner (the default), or approver: what waits for the user's word, whoever owns it",
        ).choices(["owner", "approver"]),
      ),
  ).action((_options, command: Command) => listActions(command.optsWithGlobals()));
  actions
    .command("show")
    .description("show one action, and what became of it; exits with 3 when there is none")
    .argument("<id>", "the action's id")
    .addOption(userOption())
    .action((id: string, _options, command: Command) => showAction(id, command.optsWithGlobals()));
  addDecision(actions, "confirm").action((token: string | undefined, _options, command: Command) =>
    decideAction(confirmPendingAction, token, command.optsWithGlobals()),
  );
  addDecision(actions, "cancel").action((token: string | undefined, _options, command: Command) =>
    decideAction(cancelPendingAction, token, command.optsWithGlobals()),
  );
  actions
    .command("expire")
    .description("put on record whose time is over; they cannot be decided either way")
    .option("--limit <n>", "at most so many, the longest overdue first", parseExpireLimit)
    .action((_options, command: Command) => expireActions(command.optsWithGlobals()));
}

function addDecision(actions: Command, verb: "confirm" | "cancel"): Command {
  return actions
    .command(verb)
    .description(`${verb} the action that a token stands for`)
    .argument("[token]", "prefer standard input: an argument shows in history and ps")
    .addOption(userOption())
    .option(
      "--digest <digest>",
      "the action's digest as it was shown; decides nothing if it differs",
    )
    .option("--reason <text>", "why, for the record")
    .addHelpText("after", tokenHelp);
}
