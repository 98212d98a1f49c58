import { webhookEventStates } from "@handsfree/schema";
import type { Command } from "commander";
import { booleanFor } from "../options/boolean.ts";
import { addPageOptions } from "../options/page.ts";
import { listWebhooks } from "./list.ts";
import { addRequestCommands } from "./request-commands.ts";
import { showWebhook } from "./show.ts";

export function addWebhookCommands(program: Command): void {
  const webhooks = program
    .command("webhooks")
    .description("show webhook events, and request work on them");
  addPageOptions(
    webhooks
      .command("list")
      .description("show deliveries without their bodies, newest first")
      .option("--source <source>", "only from this sender, for example github")
      .option("--event-type <type>", "only of this type, for example push")
      .option("--delivery-id <id>", "only with this id, which the sender gave")
      .option(
        "--signature-ok <true|false>",
        "only with a valid signature, or only without",
        booleanFor("signatureOk"),
      )
      .option("--state <state>", `only in this state: ${webhookEventStates.join(", ")}`),
  ).action((_options, command: Command) => listWebhooks(command.optsWithGlobals()));
  webhooks
    .command("show")
    .description("show one delivery; exits with 3 if it does not exist")
    .argument("<id>", "the event's id")
    .option("--payload", "write the exact bytes of its body, and nothing else")
    .action((id: string, _options, command: Command) => showWebhook(id, command.optsWithGlobals()));
  addRequestCommands(webhooks);
}
