import type { Command } from "commander";

const help = `
An agent's host starts this command, and talks to it over standard input and output. Logs go to standard
error. The tools ask a person, wait for the decision, check, report, record commands, and read the
webhook inbox and the audit trail, as far as the key may.

  HANDSFREE_URL              the address of the server
  HANDSFREE_KEY              a key with the scopes actions:propose and actions:execute; commands:write,
                             webhooks:read and audit:read for the other tools
  HANDSFREE_KEY_FILE         in place of HANDSFREE_KEY: a file that has the key alone
  HANDSFREE_ON_BEHALF_OF     for the key of a service: the id of the user who is asked
  HANDSFREE_DECIDER_KEY      a key of the person at the host, with the scope actions:decide alone. Then a host
                             that can show forms asks that person too. A program that reads this key can
                             approve: set it only where the agent cannot read the settings of its host
  HANDSFREE_DECIDER_KEY_FILE in place of HANDSFREE_DECIDER_KEY: a file that has the key alone`;

export function addMcpCommand(program: Command): void {
  program
    .command("mcp")
    .description("serve MCP to an agent, so that it asks people before it acts")
    .option("--server <url>", "the HandsFree server (default: HANDSFREE_URL)")
    .option("--key-file <path>", "the file of the key (default: HANDSFREE_KEY_FILE)")
    .addHelpText("after", help)
    .action(async (_options, command: Command) => {
      // No other command loads the SDK of MCP.
      const { serve } = await import("./serve.ts");
      await serve(command.optsWithGlobals());
    });
}
