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

/** What was found; `drift` is undefined where nobody looked for it. */
interface Verified extends MigrationPlan {
  readonly drift: Drift | undefined;
}

export function addVerifyCommand(migrate: Command): void {
  migrate
    .command("verify")
    .description(
      "check that every applied file is what was applied, and the history whole; exits with 6 when not, with 4 when the database is of a newer release",
    )
    .option("--drift", "check as well that the live schema is what the applied files make")
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
      `unverified: ${version} was recorded without a checksum; "handsfree migrate repair" records that of its file\n`,
  );
  const drifted = options.drift ? driftLines(drift) : "";
  return `${problemLines(problems)}${lines.join("")}${summary(recorded)}${drifted}`;
}

function summary(recorded: MigrationPlan["recorded"]): string {
  const count = (state: ChecksumState): number =>
    recorded.filter(({ checksumState }) => checksumState === state).length;
  const foreign = recorded.filter(({ file }) => file === undefined).length;
  const besides = [
    [count("accepted"), "allowed after a change"],
    [foreign, "without a file"],
  ] as const;
  const parts = besides.flatMap(([number, what]) => (number === 0 ? [] : `; ${number} ${what}`));
  return `${count("same")} of ${recorded.length} recorded migrations are what was applied${parts.join("")}\n`;
}

function driftLines(drift: Verified["drift"]): string {
  if (drift === undefined) return "drift was not looked for, since the files make no schema\n";
  const lines = [
    ...drift.differences.map((difference) => `drift: ${describeDifference(difference)}`),
    ...drift.foreignTables.map(
      (table) => `left as it is: table ${table}, which is another program's`,
    ),
  ];
  if (drift.differences.length === 0) lines.unshift("the schema is what the migrations make");
  return lines.map((line) => `${plainText(line)}\n`).join("");
}
