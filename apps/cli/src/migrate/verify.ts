import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { print, printJson } from "../output/print.ts";
import type { MigrateOptions } from "./files.ts";
import { exitCodeOfState, problemLines } from "./plan-view.ts";
import { readPlan } from "./status.ts";

export function addVerifyCommand(migrate: Command): void {
  migrate
    .command("verify")
    .description(
      "check that every applied file is what was applied, and the history whole; exits with 6 when not, with 4 when the database is of a newer release",
    )
    .action((_options, command: Command) => verify(command.optsWithGlobals()));
}

async function verify(options: MigrateOptions): Promise<void> {
  const { state, recorded, problems, unverified } = await readPlan(options);
  if (problems.length > 0) process.exitCode = exitCodeOfState[state];
  else if (unverified.length > 0) process.exitCode = exitCodes.migrationsBroken;
  if (options.json) {
    const ok = problems.length + unverified.length === 0;
    return printJson({ ok, problems, unverified });
  }
  const same = recorded.filter(({ checksumState }) => checksumState === "same").length;
  const lines = unverified.map(
    (version) =>
      `unverified: ${version} was recorded without a checksum; "handsfree migrate repair" records that of its file\n`,
  );
  await print(
    `${problemLines(problems)}${lines.join("")}${same} of ${recorded.length} recorded migrations are what was applied\n`,
  );
}
