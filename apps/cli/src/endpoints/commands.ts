import { webhookEndpointLimits } from "@handsfree/repositories/webhook-endpoints";
import { webhookDeliveryStates } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { addEventType } from "../options/event-type.ts";
import { wholeFor } from "../options/number.ts";
import { addPageOptions } from "../options/page.ts";
import {
  create,
  deliveries,
  disable,
  enable,
  list,
  redeliver,
  remove,
  rotateSecret,
  show,
  test,
  update,
} from "./run.ts";

const secretHelp = `
The secret alone is written to standard output, once: the receiver verifies signatures by it.`;

/** While a server holds the DuckDB file, these commands ask that server. */
export function addEndpointCommands(program: Command): void {
  const endpoints = program
    .command("endpoints")
    .description("manage the addresses that events are sent to, and the deliveries");
  const read = (name: string, description: string): Command =>
    endpoints.command(name).description(description).addOption(serverOption());
  const of = (name: string, description: string): Command =>
    read(name, description).argument("<id>", "the endpoint's id");
  const change = (name: string, description: string): Command =>
    of(name, description).addOption(actorOption());
  addPageOptions(read("list", "show the endpoints, newest first")).action(
    (_options, command: Command) => list(command.optsWithGlobals()),
  );
  of("show", "show one endpoint; exits with 3 if it does not exist").action(
    (id: string, _options, command: Command) => show(id, command.optsWithGlobals()),
  );
  read("create", "send events to an address from now on, and show its secret once")
    .argument("<url>", "by https, or by http to an address that the server's settings allow")
    .option("--user <uuid>", "only events of this user's records (default: of all users)")
    .option("--description <text>", "what it is for")
    .addOption(typeOption())
    .addOption(actorOption())
    .addHelpText("after", secretHelp)
    .action((url: string, _options, command: Command) => create(url, command.optsWithGlobals()));
  change("update", "change an endpoint; what is left out stays")
    .option("--url <url>", "the new address, also of the deliveries that wait")
    .option("--description <text>", "the new description")
    .option("--no-description", "remove the description")
    .addOption(typeOption())
    .option("--all-types", "send events of all types")
    .action((id: string, _options, command: Command) => update(id, command.optsWithGlobals()));
  change("rotate-secret", "make a new secret, and show it once")
    .option(
      "--overlap-seconds <n>",
      `how long the old secret signs too (default: ${webhookEndpointLimits.overlapSeconds})`,
      wholeFor("overlapSeconds"),
    )
    .addHelpText("after", secretHelp)
    .action((id: string, _options, command: Command) =>
      rotateSecret(id, command.optsWithGlobals()),
    );
  change("enable", "send events to a disabled endpoint again")
    .option(
      "--after <id>",
      "also the events after this place, from the endpoint's position on (default: new ones)",
    )
    .action((id: string, _options, command: Command) => enable(id, command.optsWithGlobals()));
  change("disable", "send no more events to an endpoint").action(
    (id: string, _options, command: Command) => disable(id, command.optsWithGlobals()),
  );
  change("delete", "delete an endpoint with its deliveries").action(
    (id: string, _options, command: Command) => remove(id, command.optsWithGlobals()),
  );
  change("test", "send an event webhook_endpoint.tested to an endpoint, and to no other").action(
    (id: string, _options, command: Command) => test(id, command.optsWithGlobals()),
  );
  addPageOptions(of("deliveries", "show the deliveries to an endpoint, newest first"))
    .addOption(new Option("--state <state>", "only in this state").choices(webhookDeliveryStates))
    .action((id: string, _options, command: Command) => deliveries(id, command.optsWithGlobals()));
  of("redeliver", "make a delivery again, with the same webhook-id and all its attempts")
    .argument("<delivery>", "the delivery's id")
    .action((id: string, delivery: string, _options, command: Command) =>
      redeliver(id, delivery, command.optsWithGlobals()),
    );
}

function serverOption(): Option {
  return new Option(
    "--server <url>",
    "ask this server, with the admin's key (default: the server that holds the file, if one does)",
  );
}

function typeOption(): Option {
  return new Option(
    "--type <type>",
    "only events of this type, such as pending_action.confirmed; repeatable (default: all)",
  ).argParser(addEventType);
}
