import { exportUser } from "@handsfree/repositories/privacy";
import { type Command, Option } from "commander";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type UserOptions, userOption } from "../options/user.ts";
import { print } from "../output/print.ts";
import { erase } from "./erase.ts";

const eraseHelp = `
Rows that are deleted are gone; rows that are cleared stay without what was the person's: the audit trail,
which still verifies, actions of others, and what deliveries were. Lock the person out first, and erase
again when their clients have ended; where an erasure broke off, the same command goes on with it.
Backups from before still have all of it. A DuckDB file keeps the bytes in its free blocks until they are
used again: "handsfree backup" and "restore" make a file without them.
Without --yes it shows what would go, and exits with 2.`;

export function addUserCommands(program: Command): void {
  const users = program.command("users").description("what is on record of a person");
  users
    .command("export")
    .description("write all of it as JSON Lines, the last of which has the counts")
    .addOption(userOption())
    .action((_options, command: Command) => writeExport(command.optsWithGlobals()));
  users
    .command("erase")
    .description("erase it, everywhere, for good")
    // Not from the environment: whom to erase is said each time.
    .addOption(new Option("--user <uuid>", "the person's id").makeOptionMandatory())
    .option("--yes", "do it")
    .option("--by <uuid>", "the id of who asked for it")
    .option(
      "--reason <text>",
      "the number of a case, say; it stays, so it must not name the person",
    )
    .addHelpText("after", eraseHelp)
    .action((_options, command: Command) => erase(command.optsWithGlobals()));
}

/** Line by line: a person's data need not fit in memory. So the database is in use until the reader is done. */
async function writeExport({ user, ...options }: GlobalOptions & UserOptions): Promise<void> {
  await useDatabase(options, async (db) => {
    for await (const line of exportUser(db, user)) await print(line);
  });
}
