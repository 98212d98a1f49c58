import { type MaintenanceJob, maintenanceJobs } from "@handsfree/repositories";
import type { MaintenanceReportJson } from "@handsfree/wire";
import type { Command } from "commander";
import { readPrivateKey } from "../audit/keys.ts";
import { useDatabase } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";
import { untilSignal } from "../options/until-signal.ts";
import { print, printJson } from "../output/print.ts";
import { renderTable } from "../output/table.ts";
import { type KeepOptions, keepOption, policyOf } from "../retention/keep-option.ts";

interface MaintenanceOptions extends GlobalOptions, KeepOptions {
  readonly keyFile?: string;
  readonly retention?: boolean;
}

interface Done {
  readonly job: string;
  readonly what: string;
  readonly records: number;
}

export function addMaintenanceCommand(program: Command): void {
  program
    .command("maintenance")
    .description("run the maintenance jobs of a server once, for a database without a server")
    .option("--key-file <file>", "sign the seals with this Ed25519 private key, in PEM")
    .option("--retention", 'also remove records by age, as "handsfree retention run" does')
    .addOption(keepOption())
    .action((_options, command: Command) => runMaintenance(command.optsWithGlobals()));
}

async function runMaintenance({
  keyFile,
  retention,
  ...options
}: MaintenanceOptions): Promise<void> {
  const jobs = maintenanceJobs({
    privateKey: keyFile === undefined ? undefined : await readPrivateKey(keyFile),
    retention: retention || options.keep ? policyOf(options) : undefined,
  });
  using ending = untilSignal();
  const { signal } = ending;
  const done = await useDatabase(options, (db) => runJobs(jobs, { db, signal }), {
    readOnly: false,
  });
  if (signal.aborted) invocation().exitCode = exitCodes.failed;
  if (options.json)
    return printJson({ complete: !signal.aborted, done } satisfies MaintenanceReportJson);
  const rows = done.map(({ job, what, records }) => [job, what, records]);
  await print(renderTable(["JOB", "WHAT", "RECORDS"], rows));
}

async function runJobs(
  jobs: readonly MaintenanceJob[],
  run: Parameters<MaintenanceJob["run"]>[0],
): Promise<Done[]> {
  const done: Done[] = [];
  for (const { name, run: runJob } of jobs) {
    const counts = Object.entries(await runJob(run));
    done.push(...counts.map(([what, records]) => ({ job: name, what, records })));
  }
  return done;
}
