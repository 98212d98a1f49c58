import {
  type ChecksumState,
  describeDifference,
  type MigrationPlan,
  migrationStatus,
} from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { type Drift, readDrift } from "./drift.ts";
import { migrationFiles, type MigrateOptions } from "./files.ts";
import { exitCodeOfState, problemLines } from "./plan-view.ts";

interface VerifyOptions extends MigrateOptions {
  readonly drift?: boolean;
}

/** The result; `drift` is undefined unless it was asked for. */
interface Verified extends MigrationPlan {
  readonly drift: Drift | undefined;
}

export function addVerifyCommand(migrate: Command): void {
  migrate
    .command("verify")
    .description(
      "check that no applied file has changed and that the history is complete; exits with 6 if not, with 4 when a newer release migrated the database",
    )
    .option("--drift", "also check that the live schema is the one that the applied files make")
    .action((_options, command: Command) => verify(command.optsWithGlobals()));
}

async function verify(options: VerifyOptions): Promise<void> {
  const verified = await read(options);
  const { state, problems, unverified, drift } = verified;
  const ok = problems.length + unverified.length + (drift?.differences.length ?? 0) === 0;
  if (problems.length > 0) invocation().exitCode = exitCodeOfState[state];
  else if (!ok) invocation().exitCode = exitCodes.migrationsBroken;
  if (options.json) {
    const looked = options.drift
      ? { drift: drift?.differences ?? null, foreign_tables: drift?.foreignTables ?? null }
      : {};
    return printJson({ ok, problems, unverified, ...looked });
  }
  await print(render(verified, options));
}

async function read(options: VerifyOptions): Promise<Verified> {
  const files = await migrationFiles(options);
  await using db = await openExisting(options);
  const plan = await migrationStatus(db, files);
  return { ...plan, drift: options.drift ? await readDrift(db, files, options) : undefined };
}

function render(
  { recorded, problems, unverified, drift }: Verified,
  options: VerifyOptions,
): string {
  const lines = unverified.map(
    (version) =>
      `unverified: ${version} was recorded without a checksum; "handsfree migrate repair" records the file's checksum\n`,
  );
  const drifted = options.drift ? driftLines(drift) : "";
  return `${problemLines(problems)}${lines.join("")}${summary(recorded)}${drifted}`;
}

function summary(recorded: MigrationPlan["recorded"]): string {
  const count = (state: ChecksumState): number =>
    recorded.filter(({ checksumState }) => checksumState === state).length;
  const foreign = recorded.filter(({ file }) => file === undefined).length;
  const besides = [
    [count("accepted"), "accepted after a change"],
    [foreign, "without a file"],
  ] as const;
  const parts = besides.flatMap(([number, what]) => (number === 0 ? [] : `; ${number} ${what}`));
  return `${count("same")} of ${recorded.length} recorded migrations are unchanged${parts.join("")}\n`;
}

function driftLines(drift: Verified["drift"]): string {
  if (drift === undefined) return "drift was not checked, since the files have problems\n";
  const lines = [
    ...drift.differences.map((difference) => `drift: ${describeDifference(difference)}`),
    ...drift.foreignTables.map(
      (table) => `left as it is: table ${table}, which is another program's`,
    ),
  ];
  if (drift.differences.length === 0) lines.unshift("the schema is what the migrations make");
  return lines.map((line) => `${plainText(line)}\n`).join("");
}
