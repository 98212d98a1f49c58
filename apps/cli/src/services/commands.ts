import { serviceKinds } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { addPageOptions } from "../options/page.ts";
import { create, disable, enable, listAll } from "./services.ts";

export function addServiceCommands(program: Command): void {
  const services = program
    .command("services")
    .description("manage agents and workers, which can be given keys and never decide");
  addPageOptions(services.command("list").description("show the services, newest first")).action(
    (_options, command: Command) => listAll(command.optsWithGlobals()),
  );
  services
    .command("create")
    .description('add a service; give it a key with "handsfree keys create"')
    .argument("<name>", "a name that no other service has")
    .addOption(
      new Option("--kind <kind>", "an agent proposes, and a worker executes")
        .choices(serviceKinds)
        .makeOptionMandatory(),
    )
    .addOption(actorOption())
    .action((name: string, _options, command: Command) => create(name, command.optsWithGlobals()));
  services
    .command("disable")
    .description("lock a service out at once: none of its keys works any more")
    .addOption(serviceOption())
    .addOption(actorOption())
    .action((_options, command: Command) => disable(command.optsWithGlobals()));
  services
    .command("enable")
    .description("let a disabled service in again")
    .addOption(serviceOption())
    .addOption(actorOption())
    .action((_options, command: Command) => enable(command.optsWithGlobals()));
}

function serviceOption(): Option {
  return new Option("--service <uuid>", "the service's id").makeOptionMandatory();
}
