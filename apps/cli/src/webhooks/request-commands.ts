import { InvalidInputError } from "@handsfree/query";
import {
  replayWebhookEvent,
  retryWebhookEvent,
  reviveWebhookEvent,
} from "@handsfree/repositories/webhooks";
import { type ReplayableState, replayableStates } from "@handsfree/schema";
import type { Command } from "commander";
import { addPageOptions } from "../options/page.ts";
import { timeFor } from "../options/time.ts";
import { showHistory } from "./history.ts";
import { replayAll, resumeReplayCommand, stopReplayCommand } from "./replay-all.ts";
import { requestWebhook } from "./request.ts";

const outcomeHelp = `
Exits with 3 if the state of the event does not allow it, its body was removed, or it does not exist.`;

/** Adds the commands with which a person changes the work on events. */
export function addRequestCommands(webhooks: Command): void {
  for (const [verb, request, description] of [
    ["retry", retryWebhookEvent, "make a waiting event due now"],
    ["revive", reviveWebhookEvent, "give a dead letter new attempts"],
    ["replay", replayWebhookEvent, "process an event again"],
  ] as const) {
    forTheRecord(webhooks.command(verb).description(description).argument("<id>", "the event's id"))
      .addHelpText("after", outcomeHelp)
      .action((id: string, _options, command: Command) =>
        requestWebhook(request, id, command.optsWithGlobals()),
      );
  }
  addPageOptions(
    webhooks
      .command("history")
      .description("show the transitions of an event, newest first")
      .argument("<id>", "the event's id"),
  ).action((id: string, _options, command: Command) => showHistory(id, command.optsWithGlobals()));
  addReplayCommands(webhooks);
}

function addReplayCommands(webhooks: Command): void {
  forTheRecord(
    webhooks
      .command("replay-all")
      .description("process all matching events again; try --dry-run first")
      .option("--source <source>", "only from this sender")
      .option("--event-type <type>", "only of this type")
      .option(
        "--state <state>",
        `only in this state, may be repeated: ${replayableStates.join(", ")}`,
        addState,
      )
      .option("--since <time>", "only received at this RFC 3339 time or later", timeFor("since"))
      .option("--until <time>", "only received before this RFC 3339 time", timeFor("until"))
      .option(
        "--replayed-before <time>",
        "only if not replayed since this RFC 3339 time",
        timeFor("replayedBefore"),
      )
      .option(
        "--rate <n>",
        "the events that become due each second (default: all at once)",
        parseRate,
      )
      .option("--dry-run", "print the number of events, and change nothing"),
  ).action((_options, command: Command) => replayAll(command.optsWithGlobals()));
  webhooks
    .command("resume-replay")
    .description("continue an interrupted replay")
    .argument("<id>", "the replay's id")
    .action((id: string, _options, command: Command) =>
      resumeReplayCommand(id, command.optsWithGlobals()),
    );
  forTheRecord(
    webhooks
      .command("stop-replay")
      .description("stop a replay; events that no worker has claimed return to their former state")
      .argument("<id>", "the replay's id"),
  ).action((id: string, _options, command: Command) =>
    stopReplayCommand(id, command.optsWithGlobals()),
  );
}

function forTheRecord(command: Command): Command {
  return command
    .option("--by <name>", "the name to record for this request")
    .option("--reason <text>", "the reason to record");
}

function addState(text: string, before: readonly ReplayableState[] = []): ReplayableState[] {
  const state = replayableStates.find((one) => one === text);
  if (state) return [...before, state];
  throw new InvalidInputError("state", `is not known; give one of ${replayableStates.join(", ")}`);
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (text.trim() !== "" && !Number.isNaN(rate)) return rate;
  throw new InvalidInputError(
    "rate",
    "is not a number; give the events that become due each second",
  );
}
