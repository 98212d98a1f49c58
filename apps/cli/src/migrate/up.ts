import {
  type MigrationEvent,
  MigrationProblemsError,
  migrateUp,
  openForMigrations,
} from "@handsfree/migrator";
import { describeTarget } from "@handsfree/query";
import type { Command } from "commander";
import { databaseTarget, warner } from "../database.ts";
import { invocation } from "../invocation.ts";
import { print, printJson } from "../output/print.ts";
import { dryRun } from "./dry-run.ts";
import type { UpOptions } from "./up-options.ts";
import { formatDuration } from "./duration.ts";
import { migrationFiles } from "./files.ts";
import { planNewDatabase } from "./plan-new-database.ts";
import { Progress } from "./progress.ts";

export function addUpCommand(migrate: Command): void {
  migrate
    .command("up")
    .description("apply the pending migrations, and create the database if it does not exist")
    .option(
      "--to <version>",
      "the last one to apply, such as 12 or 012_its_name (default: the newest)",
    )
    .option("--dry-run", "show what would be applied, and change nothing")
    .option("--allow-changed", "accept applied files that have changed, and record that")
    .action(async (_options, command: Command) => {
      const options = command.optsWithGlobals<UpOptions>();
      await (options.dryRun ? dryRun(options) : up(options));
    });
}

/** Prints each file when it is committed, so that a failure leaves no doubt about earlier files. */
async function up({ json = false, ...options }: UpOptions): Promise<void> {
  const files = await migrationFiles(options);
  const target = databaseTarget(options);
  const problems = planNewDatabase(target, files, options)?.problems ?? [];
  if (problems.length > 0) throw new MigrationProblemsError(problems);
  const done: object[] = [];
  const tell = (event: MigrationEvent): void => {
    const line = describeEvent(event);
    if (line !== undefined && !json) invocation().stdout.write(`${line}\n`);
    if (event.type === "applied") {
      const { version, file } = event.migration;
      done.push({ version, file, duration_ms: Math.round(event.duration) });
    }
  };
  {
    using progress = new Progress(invocation().stderr);
    await using db = await openForMigrations({ ...target, observer: warner });
    const onEvent = (event: MigrationEvent): void => {
      progress.show(event);
      tell(event);
    };
    await migrateUp(db, files, { ...options, onEvent });
  }
  const database = describeTarget(target);
  if (json) return printJson({ database, applied: done });
  const until = options.to === undefined ? "" : ` to ${options.to}`;
  await print(`${database} is up to date${until}: ${summarize(done.length)}\n`);
}

function describeEvent(event: MigrationEvent): string | undefined {
  switch (event.type) {
    case "applied":
      return `applied ${event.migration.file} (${formatDuration(event.duration)})`;
    case "accepted":
      return `accepted ${event.migration.file}, which has changed since it was applied`;
    case "adopted":
      return `adopted ${event.adoption.adopts.join(", ")} by ${event.adoption.file}`;
    case "history_extended":
      return `adopted a history of ${event.versions} versions without checksums; "handsfree migrate repair" records them`;
    default:
      return undefined;
  }
}

function summarize(count: number): string {
  if (count === 0) return "nothing was pending";
  return count === 1 ? "1 migration applied" : `${count} migrations applied`;
}
