import { noticeKinds, profiles } from "@handsfree/schema";
import { type Command, Option } from "commander";
import { actorOption } from "../options/actor.ts";
import { addPageOptions } from "../options/page.ts";
import { userOption } from "../options/user.ts";
import { listAll, listWatched, markRead, unwatch, watch } from "./notices.ts";

const repository = ["<repository>", "owner/name, or owner/* for all of an owner"] as const;

export function addNoticeCommands(program: Command): void {
  const notices = program
    .command("notices")
    .description("show what GitHub's deliveries mean for a user");
  addPageOptions(
    notices
      .command("list")
      .description("show the user's notices, newest first; with --profile, the most urgent first")
      .addOption(userOption())
      .addOption(
        new Option("--profile <profile>", "whose priorities order the list").choices(profiles),
      )
      .addOption(new Option("--kind <kind>", "only of this kind").choices(noticeKinds))
      .option("--unread", "only those that are not read"),
  ).action((_options, command: Command) => listAll(command.optsWithGlobals()));
  notices
    .command("read")
    .description("mark notices as read")
    .argument("<ids...>", "the notices' ids")
    .addOption(userOption())
    .addOption(actorOption())
    .action((ids: string[], _options, command: Command) =>
      markRead(ids, command.optsWithGlobals()),
    );
  addPageOptions(
    notices
      .command("watched")
      .description("show the repositories that the user watches, newest first")
      .addOption(userOption()),
  ).action((_options, command: Command) => listWatched(command.optsWithGlobals()));
  notices
    .command("watch")
    .description("watch a repository: also what concerns other people there")
    .argument(...repository)
    .addOption(userOption())
    .addOption(new Option("--kinds <kinds...>", "only these kinds of notices").choices(noticeKinds))
    .addOption(actorOption())
    .action((name: string, _options, command: Command) => watch(name, command.optsWithGlobals()));
  notices
    .command("unwatch")
    .description("watch a repository no more; its notices stay")
    .argument(...repository)
    .addOption(userOption())
    .addOption(actorOption())
    .action((name: string, _options, command: Command) => unwatch(name, command.optsWithGlobals()));
}
