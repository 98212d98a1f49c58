import type { Command } from "commander";
import { booleanFor } from "../options/boolean.ts";
import { addForwardOptions, addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { listLogs } from "./list.ts";
import { listRuns } from "./runs.ts";
import { showLog } from "./show.ts";

export function addLogCommands(program: Command): void {
  const logs = program.command("logs").description("show action logs, the records of side effects");
  addPageOptions(
    logs
      .command("list")
      .description("show the user's action logs, newest first")
      .addOption(userOption())
      .option("--action-type <type>", "only of this type, for example merge_pr")
      .option("--ok <true|false>", "only successes, or only failures", booleanFor("ok"))
      .option("--target <target>", "only with this target, for example owner/name#12"),
  ).action((_options, command: Command) => listLogs(command.optsWithGlobals()));
  logs
    .command("show")
    .description("show one of the user's action logs; exits with 3 if it does not exist")
    .argument("<id>", "the log's id")
    .addOption(userOption())
    .action((id: string, _options, command: Command) => showLog(id, command.optsWithGlobals()));
  addForwardOptions(
    logs
      .command("runs")
      .description("show side effects that have begun and not ended, the oldest first")
      .option("--user <uuid>", "only this user's (default: everyone's)")
      .option("--stale", "only runs whose lease has ended, so that their outcome is not known"),
  ).action((_options, command: Command) => listRuns(command.optsWithGlobals()));
}
