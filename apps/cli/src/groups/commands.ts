import type { Command } from "commander";
import { actorOption } from "../options/actor.ts";
import { addPageOptions } from "../options/page.ts";
import { create, listAll, remove } from "./groups.ts";
import { addMember, listMembers, removeMember } from "./members.ts";

export function addGroupCommands(program: Command): void {
  const groups = program
    .command("groups")
    .description("manage groups of people, whom policies and actions can ask to decide");
  addPageOptions(groups.command("list").description("show the groups, newest first")).action(
    (_options, command: Command) => listAll(command.optsWithGlobals()),
  );
  named(groups, "create", "add a group without members").action(
    (name: string, _options, command: Command) => create(name, command.optsWithGlobals()),
  );
  named(groups, "delete", "delete a group that no waiting action asks").action(
    (name: string, _options, command: Command) => remove(name, command.optsWithGlobals()),
  );
  groups
    .command("members")
    .description("show the members of a group")
    .argument("<name>", "the group's name")
    .action((name: string, _options, command: Command) =>
      listMembers(name, command.optsWithGlobals()),
    );
  member(groups, "add", "let a user decide what the group is asked").action(
    (name: string, user: string, _options, command: Command) =>
      addMember(name, user, command.optsWithGlobals()),
  );
  member(groups, "remove", "remove a user from a group; their approvals stay").action(
    (name: string, user: string, _options, command: Command) =>
      removeMember(name, user, command.optsWithGlobals()),
  );
}

function named(groups: Command, verb: string, description: string): Command {
  return groups
    .command(verb)
    .description(description)
    .argument("<name>", "the group's name")
    .addOption(actorOption());
}

function member(groups: Command, verb: string, description: string): Command {
  return groups
    .command(verb)
    .description(description)
    .argument("<name>", "the group's name")
    .argument("<user>", "the user's id")
    .addOption(actorOption());
}
