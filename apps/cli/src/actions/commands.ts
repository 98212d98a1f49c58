import { cancelPendingAction, confirmPendingAction } from "@handsfree/repositories/pending-actions";
import { pendingActionStates } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { addCursorOptions, addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { decideAction } from "./decide.ts";
import { approve, edit, reject, takeBack, withdraw } from "./decide-by-id.ts";
import { expireActions, parseExpireLimit } from "./expire.ts";
import { listActions } from "./list.ts";
import { showAction } from "./show.ts";
import { listVersions } from "./versions.ts";

const tokenHelp = `
A token is a secret. As an argument it would be in the shell's history and in the list of processes.
Leave it out, or give -, to read it from standard input:

  handsfree actions confirm --user UUID < token-file

Give a token that begins with a hyphen in this way, or after --.
Exits with 3 when the decision has no effect, and prints the reason: the action was decided or approved
before, has expired, differs from --digest, needs another person than its proposer, or does not exist.
A token is for the action's owner. Other people decide with approve and reject, by the action's id.`;

export function addActionCommands(program: Command): void {
  const actions = program.command("actions").description("show and decide pending actions");
  addPageOptions(
    actions
      .command("list")
      .description("show the user's actions that can still be decided, newest first")
      .addOption(userOption())
      .addOption(
        new Option("--state <state>", "only in this state, or all").choices([
          ...pendingActionStates,
          "all",
        ]),
      )
      .option("--action-type <type>", "only of this type, for example merge_pr")
      .addOption(
        new Option(
          "--role <role>",
          "owner (the default), or approver: actions of any owner that the user may decide",
        ).choices(["owner", "approver"]),
      ),
  ).action((_options, command: Command) => listActions(command.optsWithGlobals()));
  actions
    .command("show")
    .description("show one action and its outcome; exits with 3 if it does not exist")
    .argument("<id>", "the action's id")
    .addOption(userOption())
    .action((id: string, _options, command: Command) => showAction(id, command.optsWithGlobals()));
  addCursorOptions(
    actions
      .command("versions")
      .description("show the versions of an action's payload, newest first")
      .argument("<id>", "the action's id")
      .addOption(userOption()),
  ).action((id: string, _options, command: Command) => listVersions(id, command.optsWithGlobals()));
  addByIdCommands(actions);
  addDecision(actions, "confirm").action((token: string | undefined, _options, command: Command) =>
    decideAction(confirmPendingAction, token, command.optsWithGlobals()),
  );
  addDecision(actions, "cancel").action((token: string | undefined, _options, command: Command) =>
    decideAction(cancelPendingAction, token, command.optsWithGlobals()),
  );
  actions
    .command("expire")
    .description("mark overdue actions as expired; they cannot be decided in any case")
    .option("--limit <n>", "the maximum number, the longest overdue first", parseExpireLimit)
    .action((_options, command: Command) => expireActions(command.optsWithGlobals()));
}

/** Commands of people who decide by their own identity. */
function addByIdCommands(actions: Command): void {
  byId(actions, "approve", "approve an action that the user is asked about")
    .addOption(digestOption())
    .action((id: string, _options, command: Command) => approve(id, command.optsWithGlobals()));
  byId(actions, "reject", "reject an action that the user is asked about, which ends it")
    .addOption(digestOption())
    .action((id: string, _options, command: Command) => reject(id, command.optsWithGlobals()));
  byId(actions, "edit", "change the payload before it is decided; approvals so far are void")
    .addOption(digestOption())
    .requiredOption("--payload <file>", "the file with the new payload, as JSON")
    .action((id: string, _options, command: Command) => edit(id, command.optsWithGlobals()));
  byId(actions, "take-back", "take an approval back before EXECUTABLE AT, so that the action waits")
    .addOption(digestOption())
    .action((id: string, _options, command: Command) => takeBack(id, command.optsWithGlobals()));
  byId(actions, "withdraw", "withdraw an action that the user owns or proposed").action(
    (id: string, _options, command: Command) => withdraw(id, command.optsWithGlobals()),
  );
}

function byId(actions: Command, verb: string, description: string): Command {
  return actions
    .command(verb)
    .description(`${description}; exits with 3 if it has no effect`)
    .argument("<id>", "the action's id")
    .addOption(userOption())
    .option("--reason <text>", "the reason to record");
}

function digestOption(): Option {
  return new Option(
    "--digest <digest>",
    "the digest that was shown; it has no effect if the action has another",
  ).makeOptionMandatory();
}

function addDecision(actions: Command, verb: "confirm" | "cancel"): Command {
  return actions
    .command(verb)
    .description(`${verb} the action of a token`)
    .argument("[token]", "prefer standard input: history and ps show arguments")
    .addOption(userOption())
    .option(
      "--digest <digest>",
      "the digest that was shown; the decision has no effect if the action has another",
    )
    .option("--reason <text>", "the reason to record")
    .addHelpText("after", tokenHelp);
}
