import { hookAdapters } from "@handsfree/agents/hooks";
import { InvalidInputError } from "@handsfree/query";
import type { Command } from "commander";
import { invocation } from "../invocation.ts";
import { doctor } from "./doctor.ts";
import { install } from "./install/install.ts";
import { agentArgument } from "./install/installations.ts";
import { run } from "./run.ts";

const settingsHelp = `
Settings, of which each agent's hook needs a server and a key:
  HANDSFREE_URL            the address of the server, or --server
  HANDSFREE_KEY_FILE       a file with a key that has the scopes actions:propose and actions:execute, or --key-file
  HANDSFREE_KEY            the key itself
  HANDSFREE_ON_BEHALF_OF   for the key of a service: the id of the user who is asked`;

const serverOption = [
  "--server <url>",
  "the address of the server (default: HANDSFREE_URL)",
] as const;
const keyOption = [
  "--key-file <path>",
  "the file with the key (default: HANDSFREE_KEY_FILE)",
] as const;

export function addHookCommands(program: Command): void {
  const hook = program
    .command("hook")
    .description("let an agent's own hook ask people before its calls run")
    .addHelpText("after", settingsHelp);
  hook
    .command("install")
    .description("show how the settings of an agent change, and with --yes change them")
    .addArgument(agentArgument("<agent>"))
    .option("--user", "the settings of this user (default)")
    .option("--project", "the settings of the project in this folder")
    .option("--yes", "write the change")
    .option("--remove", "remove the hook")
    .option(...serverOption)
    .option(...keyOption)
    .option(
      "--timeout <seconds>",
      "how long a call waits for an answer, from 1 to 86400; the question stays open afterwards",
      parseTimeout,
      590,
    )
    .option("--command <text>", "how the agent starts this program (default: this one by its path)")
    .action((agent: string, _options, command: Command) =>
      install(agent, command.optsWithGlobals()),
    );
  hook
    .command("doctor")
    .description("check the settings, the server, the key and what is installed")
    .addArgument(agentArgument("[agent]"))
    .option(...serverOption)
    .option(...keyOption)
    .action((agent: string | undefined, _options, command: Command) =>
      doctor(agent, command.optsWithGlobals()),
    );
  // Otherwise these run without this program: see main.ts.
  for (const { agent, title } of Object.values(hookAdapters)) {
    hook
      .command(agent)
      .description(`answer a hook of ${title}, which writes its message to standard input`)
      .option(...serverOption)
      .option(...keyOption)
      .option("--timeout <seconds>", "how long to wait for an answer")
      .action(async () => {
        const current = invocation();
        current.exitCode = await run(current);
      });
  }
}

function parseTimeout(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new InvalidInputError(
    "timeout",
    `is ${text}; give a whole number of seconds from 1 to 86400`,
  );
}
