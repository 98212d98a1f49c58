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
Exits with 3 when the event is not in a state for it, has no body any more, or is not there.`;

/** What people have done with events. */
export function addRequestCommands(webhooks: Command): void {
  for (const [verb, request, description] of [
    ["retry", retryWebhookEvent, "have an event that waits worked on now"],
    ["revive", reviveWebhookEvent, "take a dead event back, with all of its attempts before it"],
    ["replay", replayWebhookEvent, "have an event worked on once more"],
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
      .description("show what happened to an event, newest first")
      .argument("<id>", "the event's id"),
  ).action((id: string, _options, command: Command) => showHistory(id, command.optsWithGlobals()));
  addReplayCommands(webhooks);
}

function addReplayCommands(webhooks: Command): void {
  forTheRecord(
    webhooks
      .command("replay-all")
      .description("have all events that match worked on once more; try --dry-run first")
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
        "only never replayed, or last before this RFC 3339 time",
        timeFor("replayedBefore"),
      )
      .option("--rate <n>", "how many become due in a second (default: all at once)", parseRate)
      .option("--dry-run", "say how many that is, and change nothing"),
  ).action((_options, command: Command) => replayAll(command.optsWithGlobals()));
  webhooks
    .command("resume-replay")
    .description("go on with a replay that was cut off")
    .argument("<id>", "the replay's id")
    .action((id: string, _options, command: Command) =>
      resumeReplayCommand(id, command.optsWithGlobals()),
    );
  forTheRecord(
    webhooks
      .command("stop-replay")
      .description("stop a replay; what nobody has claimed goes back to what it was")
      .argument("<id>", "the replay's id"),
  ).action((id: string, _options, command: Command) =>
    stopReplayCommand(id, command.optsWithGlobals()),
  );
}

function forTheRecord(command: Command): Command {
  return command
    .option("--by <name>", "who asks, for the record")
    .option("--reason <text>", "why, for the record");
}

function addState(text: string, before: readonly ReplayableState[] = []): ReplayableState[] {
  const state = replayableStates.find((one) => one === text);
  if (state) return [...before, state];
  throw new InvalidInputError("state", `is not known; give one of ${replayableStates.join(", ")}`);
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (text.trim() !== "" && !Number.isNaN(rate)) return rate;
  throw new InvalidInputError("rate", "is no number; give how many become due in a second");
}
