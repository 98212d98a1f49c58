import { exportUser } from "@handsfree/repositories/privacy";
import { type Command, Option } from "commander";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type UserOptions, userOption } from "../options/user.ts";
import { print } from "../output/print.ts";
import { addAccountCommands } from "./account-commands.ts";
import { erase } from "./erase.ts";

const eraseHelp = `
DELETED rows are removed. CLEARED rows stay without the person's data: the audit trail, which still
verifies, actions of other people, and the records of deliveries. First end the person's access, and erase
again when their clients have ended. If an erasure was interrupted, the same command continues it.
Older backups still contain the data. A DuckDB file keeps the bytes in its free blocks until they are
used again: "handsfree backup" and "restore" make a file without them.
Without --yes the command shows what it would erase, and exits with 2.`;

export function addUserCommands(program: Command): void {
  const users = program
    .command("users")
    .description("manage users, and export or erase the data of a person");
  addAccountCommands(users);
  users
    .command("export")
    .description("write all data of a person as JSON Lines; the last line has the counts")
    .addOption(userOption())
    .action((_options, command: Command) => writeExport(command.optsWithGlobals()));
  users
    .command("erase")
    .description("erase all data of a person, which cannot be undone")
    // Never from the environment: each erasure names its person.
    .addOption(new Option("--user <uuid>", "the person's id").makeOptionMandatory())
    .option("--yes", "erase, instead of a preview")
    .option("--by <uuid>", "the id of the user who requested the erasure")
    .option(
      "--reason <text>",
      "for example the number of a case; it is kept, so it must not name the person",
    )
    .addHelpText("after", eraseHelp)
    .action((_options, command: Command) => erase(command.optsWithGlobals()));
}

/** Writes line by line, since a person's data may not fit in memory. The database is open until the reader is done. */
async function writeExport({ user, ...options }: GlobalOptions & UserOptions): Promise<void> {
  await useDatabase(options, async (db) => {
    for await (const line of exportUser(db, user)) await print(line);
  });
}
