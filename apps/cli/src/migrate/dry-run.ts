import { type MigrationPlan, MigrationProblemsError, migrationStatus } from "@handsfree/migrator";
import { type DatabaseTarget, describeTarget, openDatabase } from "@handsfree/query";
import { databaseTarget, warner } from "../database.ts";
import { print, printJson } from "../output/print.ts";
import { migrationFiles } from "./files.ts";
import { planNewDatabase } from "./plan-new-database.ts";
import type { UpOptions } from "./up-options.ts";

/** Shows what `up` would do, and changes nothing. It does not even create the database. */
export async function dryRun(options: UpOptions): Promise<void> {
  const target = databaseTarget(options);
  const { steps, pending, accepts, problems } = await look(target, options);
  if (problems.length > 0) throw new MigrationProblemsError(problems);
  const database = describeTarget(target);
  const held = pending.length - steps.length;
  if (options.json) {
    return printJson({
      database,
      would_apply: steps.map(({ migration: { version, file }, fromStatement }) => ({
        version,
        file,
        from_statement: fromStatement,
      })),
      would_allow: accepts.map(({ version, file }) => ({ version, file })),
      held_back: held,
    });
  }
  const lines = [
    ...accepts.map(({ file }) => `would accept ${file}, which has changed since it was applied`),
    ...steps.map(({ migration: { file }, fromStatement }) =>
      fromStatement === 1
        ? `would apply ${file}`
        : `would apply ${file} from statement ${fromStatement}`,
    ),
    `${database}: ${steps.length} of ${pending.length} pending migrations would be applied`,
  ];
  await print(lines.map((line) => `${line}\n`).join(""));
}

async function look(target: DatabaseTarget, options: UpOptions): Promise<MigrationPlan> {
  const files = await migrationFiles(options);
  const plan = planNewDatabase(target, files, options);
  if (plan !== undefined) return plan;
  await using db = await openDatabase({ ...target, readOnly: true, observer: warner });
  return await migrationStatus(db, files, options);
}
