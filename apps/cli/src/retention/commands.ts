import { retentionDays, runRetention } from "@handsfree/repositories/privacy";
import { renderRetentionReport } from "@handsfree/wire/privacy";
import type { Command } from "commander";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";
import { untilSignal } from "../options/until-signal.ts";
import { print, printJson } from "../output/print.ts";
import { type KeepOptions, keepOption, policyOf } from "./keep-option.ts";
import { policyTable, reportTable } from "./view.ts";

type ShowOptions = GlobalOptions & KeepOptions;

interface RunOptions extends ShowOptions {
  readonly dryRun?: boolean;
}

export function addRetentionCommands(program: Command): void {
  const retention = program
    .command("retention")
    .description("remove records by age, which happens only when it is run");
  retention
    .command("show")
    .description("show the rules, and how many records are due")
    .addOption(keepOption())
    .action((_options, command: Command) => show(command.optsWithGlobals()));
  retention
    .command("run")
    .description("remove the records that are due; may be stopped at any time, and run again")
    .addOption(keepOption())
    .option("--dry-run", "print the counts, and change nothing")
    .action((_options, command: Command) => run(command.optsWithGlobals()));
}

async function show(options: ShowOptions): Promise<void> {
  const policy = policyOf(options);
  const report = await useDatabase(options, (db) => runRetention(db, { policy, dryRun: true }));
  await (options.json
    ? printJson(renderRetentionReport(report))
    : print(policyTable(retentionDays(policy), report)));
}

async function run({ dryRun = false, ...options }: RunOptions): Promise<void> {
  const policy = policyOf(options);
  using ending = untilSignal();
  const { signal } = ending;
  const report = await useDatabase(options, (db) => runRetention(db, { policy, dryRun, signal }), {
    readOnly: dryRun,
  });
  if (!report.complete) invocation().exitCode = exitCodes.failed;
  if (options.json) return printJson(renderRetentionReport(report));
  const end = report.complete ? "" : "\nstopped early; run it again to continue\n";
  await print(`${reportTable(report)}${end}`);
}
