import { agentTaskStatuses } from "@handsfree/schema";
import type { Command } from "commander";
import { actorOption } from "../options/actor.ts";
import { wholeFor } from "../options/number.ts";
import { addPageOptions } from "../options/page.ts";
import { timeFor } from "../options/time.ts";
import { userOption } from "../options/user.ts";
import { answer, cancel, retry } from "./change.ts";
import { create } from "./create.ts";
import { listAll, show } from "./read.ts";

const id = ["<id>", "the task's id"] as const;

export function addTaskCommands(program: Command): void {
  const tasks = program.command("tasks").description("hand tasks to agents, and follow them");
  addPageOptions(
    tasks
      .command("list")
      .description("show the user's tasks, newest first")
      .addOption(userOption())
      .option("--status <status>", `only in this status: ${agentTaskStatuses.join(", ")}`)
      .option("--provider <name>", "only for this kind of agent"),
  ).action((_options, command: Command) => listAll(command.optsWithGlobals()));
  tasks
    .command("show")
    .description("show one of the user's tasks; exits with 3 if it does not exist")
    .argument(...id)
    .addOption(userOption())
    .action((task: string, _options, command: Command) => show(task, command.optsWithGlobals()));
  tasks
    .command("create")
    .description("hand a task to an agent")
    .argument("<instruction>", "what the agent shall do; secrets in it are redacted")
    .addOption(userOption())
    .requiredOption("--provider <name>", "the kind of agent that shall work on it")
    .option("--repository <owner/name>", "where it shall work")
    .option("--issue <number>", "the issue that it is about", wholeFor("issue"))
    .option("--pull-request <number>", "the pull request that it is about", wholeFor("pullRequest"))
    .option("--command <uuid>", "the user's command that it results from")
    .option("--action <uuid>", "the user's pending action that it belongs to")
    .option("--due-at <time>", "no agent begins before this RFC 3339 time", timeFor("dueAt"))
    .option("--max-attempts <number>", "from 1 to 100 (default: 3)", wholeFor("maxAttempts"))
    .addOption(actorOption())
    .action((text: string, _options, command: Command) => create(text, command.optsWithGlobals()));
  tasks
    .command("answer")
    .description("answer the question of a task, so that an agent goes on with it")
    .argument(...id)
    .argument("<answer>", "the answer; secrets in it are redacted")
    .addOption(userOption())
    .addOption(actorOption())
    .action((task: string, text: string, _options, command: Command) =>
      answer(task, text, command.optsWithGlobals()),
    );
  tasks
    .command("cancel")
    .description("end a task; its worker is told at its next heartbeat")
    .argument(...id)
    .addOption(userOption())
    .option("--reason <text>", "for the audit trail")
    .addOption(actorOption())
    .action((task: string, _options, command: Command) => cancel(task, command.optsWithGlobals()));
  tasks
    .command("retry")
    .description("make a task due that failed or waits, with all its attempts")
    .argument(...id)
    .addOption(userOption())
    .addOption(actorOption())
    .action((task: string, _options, command: Command) => retry(task, command.optsWithGlobals()));
}
