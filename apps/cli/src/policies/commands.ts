import { InvalidInputError } from "@handsfree/query";
import type { Command } from "commander";
import { actorOption } from "../options/actor.ts";
import { addCursorOptions } from "../options/page.ts";
import { timeFor } from "../options/time.ts";
import { check } from "./check.ts";
import { dryRun } from "./dry-run.ts";
import { set } from "./set.ts";
import { show, versions } from "./show.ts";

const help = `
The text form, for example in a file of a repository:

  version: 1
  policies:
    - name: no force pushes
      match: { types: [git.push], where: [{ at: /force, equals: true }] }
      deny: force pushes are not allowed
    - name: releases
      match: { types: ["release.*"], repositories: ["acme/*"] }
      ask: { group: release, approvals: 2, expires_in: 4h, edit: true, on_expiry: deny }

The first policy that matches decides. Without a match the approvers of the proposal are asked.`;

export function addPolicyCommands(program: Command): void {
  const policies = program
    .command("policies")
    .description("decide which proposed actions are allowed, denied, or asked about")
    .addHelpText("after", help);
  policies
    .command("show")
    .description("print the text of the policies that hold")
    .option("--policy-version <n>", "those of this version", parseVersion)
    .action((_options, command: Command) => show(command.optsWithGlobals()));
  policies
    .command("check")
    .description("check a text, without a database")
    .argument("<file>", "the text of all policies")
    .action((file: string, _options, command: Command) => check(file, command.optsWithGlobals()));
  policies
    .command("dry-run")
    .description("try a text on past actions, and show what would be decided otherwise")
    .argument("<file>", "the text of all policies")
    .option(
      "--since <time>",
      "only actions from this RFC 3339 time on (default: 30 days ago)",
      timeFor("since"),
    )
    .option("--limit <n>", "how many actions, the newest first (default: 10000)", parseLimit)
    .action((file: string, _options, command: Command) => dryRun(file, command.optsWithGlobals()));
  policies
    .command("set")
    .description("store a text as the new version, which holds from then on")
    .argument("<file>", "the text of all policies")
    .option(
      "--based-on <n>",
      "refuse if another version than this one holds (default: the one that holds now)",
      parseVersion,
    )
    .addOption(actorOption())
    .action((file: string, _options, command: Command) => set(file, command.optsWithGlobals()));
  addCursorOptions(
    policies.command("versions").description("show the versions, newest first"),
  ).action((_options, command: Command) => versions(command.optsWithGlobals()));
}

function parseVersion(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidInputError("version", "is not a version; give a whole number from 1");
}

function parseLimit(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidInputError("limit", "is not a number; give a whole number from 1 to 100000");
}
