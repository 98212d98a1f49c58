import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addActionCommands } from "./actions/commands.ts";
import { addAuditCommands } from "./audit/commands.ts";
import { addBackupCommands } from "./backup/commands.ts";
import { addCommandCommands } from "./commands/commands.ts";
import { addEndpointCommands } from "./endpoints/commands.ts";
import { addEventCommand } from "./events/commands.ts";
import { addGatewayCommand } from "./gateway/commands.ts";
import { addGrantCommands } from "./grants/commands.ts";
import { addConnectionCommands } from "./connections/commands.ts";
import { addGroupCommands } from "./groups/commands.ts";
import { addHookCommands } from "./hook/commands.ts";
import { addKeyCommands } from "./keys/commands.ts";
import { addLogCommands } from "./logs/commands.ts";
import { addMigrateCommands } from "./migrate/commands.ts";
import { addNoticeCommands } from "./notices/commands.ts";
import { parseDatabasePath } from "./options/database.ts";
import { addPolicyCommands } from "./policies/commands.ts";
import { addRepoPolicyCommands } from "./repo-policies/commands.ts";
import { addRetentionCommands } from "./retention/commands.ts";
import { addServiceCommands } from "./services/commands.ts";
import { addTaskCommands } from "./tasks/commands.ts";
import { addMaintenanceCommand } from "./maintenance/commands.ts";
import { addMcpCommand } from "./mcp/commands.ts";
import { addSessionCommands } from "./sessions/commands.ts";
import { addTriggerCommands } from "./triggers/commands.ts";
import { addUserCommands } from "./users/commands.ts";
import { addWebhookCommands } from "./webhooks/commands.ts";

const exitCodeHelp = `
Exit codes: 0 done; 1 unexpected failure; 2 wrong usage or input; 3 not found, or the decision had no
effect; 4 the database cannot be used; 5 migrations are pending or have findings, or one failed and was
rolled back; 6 migrations are broken: the message says what a person has to do; 7 the audit trail does
not verify.`;

/** @param writeHelp receives the text of help and version. Errors are thrown, and never written. */
export function createProgram(writeHelp: (text: string) => void): Command {
  const program = new Command("handsfree")
    .description("the system of record of a hands-free developer companion")
    // Before the commands are added, since each command copies these settings from its parent.
    .exitOverride()
    .configureOutput({ writeOut: writeHelp, writeErr: writeHelp, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .option(
      "--database <path>",
      "the DuckDB file (default: DATABASE_URL, or DUCKDB_PATH, or data/handsfree.db)",
      parseDatabasePath,
    )
    .option("--json", "write one JSON document")
    // No short options: a token may begin with a hyphen and a letter.
    .version(packageJson.version, "--version", "print the version")
    .helpOption("--help", "print help")
    .addHelpText("after", exitCodeHelp);
  addMigrateCommands(program);
  addActionCommands(program);
  addLogCommands(program);
  addAuditCommands(program);
  addEventCommand(program);
  addEndpointCommands(program);
  addWebhookCommands(program);
  addCommandCommands(program);
  addTaskCommands(program);
  addConnectionCommands(program);
  addRepoPolicyCommands(program);
  addNoticeCommands(program);
  addTriggerCommands(program);
  addBackupCommands(program);
  addRetentionCommands(program);
  addUserCommands(program);
  addGroupCommands(program);
  addServiceCommands(program);
  addKeyCommands(program);
  addSessionCommands(program);
  addPolicyCommands(program);
  addGrantCommands(program);
  addMaintenanceCommand(program);
  addHookCommands(program);
  addMcpCommand(program);
  addGatewayCommand(program);
  return program;
}
