import { InvalidInputError } from "@handsfree/query";
import { identityLimits } from "@handsfree/repositories/identity";
import { accessScopeNames, accessScopes } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { addPageOptions } from "../options/page.ts";
import { timeFor } from "../options/time.ts";
import { create } from "./create.ts";
import { revoke, rotate } from "./end.ts";
import { list } from "./list.ts";

const createHelp = `
The key alone is written to standard output, once. It is stored nowhere: who loses it needs a new one.

Scopes:
${accessScopeNames.map((name) => `  ${name.padEnd(18)}${accessScopes[name]}`).join("\n")}`;

export function addKeyCommands(program: Command): void {
  const keys = program
    .command("keys")
    .description("manage the keys by which people and services are known");
  keys
    .command("create")
    .description("make a key for a user or a service, and show it once")
    .argument("<name>", "what the key is for, for example laptop")
    .option("--user <uuid>", "the user whose key it is")
    .option("--service <uuid>", "the service whose key it is")
    .addOption(
      new Option("--scopes <scope...>", "what the key allows")
        .choices(accessScopeNames)
        .makeOptionMandatory(),
    )
    .option("--acts-for <uuid...>", "the users that the service may act for (default: none)")
    .option(
      "--expires-at <time>",
      "from this RFC 3339 time on it is not valid (default: never)",
      timeFor("expiresAt"),
    )
    .addOption(actorOption())
    .addHelpText("after", createHelp)
    .action((name: string, _options, command: Command) => create(name, command.optsWithGlobals()));
  addPageOptions(
    keys
      .command("list")
      .description("show keys, newest first, with those that have ended; no key is shown itself")
      .option("--user <uuid>", "only this user's")
      .option("--service <uuid>", "only this service's"),
  ).action((_options, command: Command) => list(command.optsWithGlobals()));
  keys
    .command("rotate")
    .description("make a successor with the same rights, and show it once")
    .argument("<id>", "the key's id")
    .option(
      "--overlap-seconds <n>",
      `how long the old key stays valid (default: ${identityLimits.defaultOverlap})`,
      parseOverlap,
    )
    .addOption(actorOption())
    .action((id: string, _options, command: Command) => rotate(id, command.optsWithGlobals()));
  keys
    .command("revoke")
    .description("end a key for good, at once")
    .argument("<id>", "the key's id")
    .addOption(actorOption())
    .action((id: string, _options, command: Command) => revoke(id, command.optsWithGlobals()));
}

function parseOverlap(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidInputError(
    "overlapSeconds",
    `is not a number; give a whole number from 0 to ${identityLimits.maximumOverlap}`,
  );
}
