import { type Command, Option } from "commander";
import { durationFor } from "../options/duration.ts";
import { wholeFor } from "../options/number.ts";

const help = `
The agent starts this command in place of the MCP server. Each call of a tool is an action of the type
<name>.<tool>, and its arguments are the payload: a policy allows or denies it, or people are asked. What
is refused, and what no one answers in time, does not run. Without the HandsFree server nothing runs.

HANDSFREE_URL and HANDSFREE_KEY name the server and a key with the scopes actions:propose and
actions:execute. HANDSFREE_KEY_FILE names a file with the key. The MCP server does not get them.

Examples:
  handsfree gateway --name files -- npx -y @modelcontextprotocol/server-filesystem /srv/project
  handsfree gateway --name github --url https://api.githubcopilot.com/mcp/ --token-env GITHUB_TOKEN`;

export function addGatewayCommand(program: Command): void {
  program
    .command("gateway")
    .description("stand between an agent and its MCP server, and ask before each call of a tool")
    .argument("[command...]", "the command of the MCP server, after --")
    .option("--name <name>", "the name of the MCP server in policies", "mcp")
    .addOption(
      new Option("--wait <time>", "how long a call waits for people, at most 24h")
        .default(600_000, "10m")
        .argParser(durationFor("wait", { hours: 24 })),
    )
    .option("--editable", "let people change the arguments; what they approve then runs")
    .addOption(
      new Option("--excerpt <n>", "how many characters of each result to keep, at most 4000")
        .default(0)
        .argParser(wholeFor("excerpt")),
    )
    .option("--url <url>", "the address of an MCP server, in place of a command")
    .option("--token-env <variable>", "the environment variable with the bearer token for --url")
    .option("--server <url>", "the HandsFree server (default: HANDSFREE_URL)")
    .option("--key-file <path>", "the file of the key (default: HANDSFREE_KEY_FILE)")
    .addHelpText("after", help)
    .action(async (mcpCommand: readonly string[], _options, command: Command) => {
      const { gateway } = await import("./gateway.ts");
      await gateway(mcpCommand, command.optsWithGlobals());
    });
}
