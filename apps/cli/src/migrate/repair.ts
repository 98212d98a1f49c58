import {
  type MigrationPlan,
  migrationStatus,
  type RepairAction,
  repairMigrations,
} from "@handsfree/migrator";
import { InvalidInputError } from "@handsfree/query";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { migrationFiles, type MigrateOptions } from "./files.ts";
import { exitCodeOfState, problemLines } from "./plan-view.ts";
import { Progress } from "./progress.ts";

interface RepairOptions extends MigrateOptions {
  readonly resumeAt?: number;
}

export function addRepairCommand(migrate: Command): void {
  migrate
    .command("repair")
    .description(
      "record missing checksums, and let a failed migration continue after you have fixed it",
    )
    .option(
      "--resume-at <statement>",
      "the statement of the failed file that the next up starts with (default: the one that failed)",
      parseStatement,
    )
    .action((_options, command: Command) => repair(command.optsWithGlobals()));
}

async function repair(options: RepairOptions): Promise<void> {
  const { actions, after } = await apply(options);
  const left = actions.some(({ type }) => type === "left");
  if (after.problems.length > 0) invocation().exitCode = exitCodeOfState[after.state];
  else if (left) invocation().exitCode = exitCodes.migrationsBroken;
  if (options.json) return printJson({ actions, problems: after.problems });
  const lines = actions.map((action) => `${plainText(describe(action))}\n`);
  const nothing = actions.length === 0 ? "there was nothing to repair\n" : "";
  await print(`${lines.join("")}${nothing}${problemLines(after.problems)}`);
}

async function apply(
  options: RepairOptions,
): Promise<{ actions: readonly RepairAction[]; after: MigrationPlan }> {
  const files = await migrationFiles(options);
  using progress = new Progress(invocation().stderr);
  await using db = await openExisting(options, { readOnly: false });
  const actions = await repairMigrations(db, files, {
    resumeAt: options.resumeAt,
    onEvent: (event) => progress.show(event),
  });
  return { actions, after: await migrationStatus(db, files) };
}

function describe(action: RepairAction): string {
  const { version } = action;
  if (action.type === "verified")
    return `${version}: recorded the checksum of ${action.file} as applied`;
  return action.type === "resumable"
    ? `${version}: the next up runs ${action.file} from statement ${action.statement}`
    : `${version}: left as it is, because ${action.reason}`;
}

function parseStatement(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "resumeAt",
    "must be the number of a statement, a whole number from 1",
  );
}
