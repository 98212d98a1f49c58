import { Argument, type Command } from "commander";
import { actorOption } from "../options/actor.ts";
import { open } from "../open/open.ts";
import { addPageOptions } from "../options/page.ts";
import { end, list } from "./sessions.ts";
import { signIn } from "./sign-in.ts";

const signInHelp = `
The link alone is written to standard output. It signs one person in, once, within 15 minutes.

While a server holds the DuckDB file, the link comes from that server, with the key that its first start kept
(ADMIN_KEY_FILE). The link leads to PUBLIC_URL, or to http://localhost:8080.`;

const openHelp = `
Without a screen, as over SSH, it prints only. The browser gets an address of this command that leads to the link once, so
that the list of processes does not show the link.`;

export function addSessionCommands(program: Command): void {
  program
    .command("sign-in")
    .description("print a link by which a person signs in with a browser")
    .option("--user <email or uuid>", "who signs in (default: the only admin)")
    .option(
      "--server <url>",
      "ask this server (default: http://127.0.0.1:8080 if it holds the file)",
    )
    .addHelpText("after", signInHelp)
    .action((_options, command: Command) => signIn(command.optsWithGlobals()));
  program
    .command("open")
    .description("open the console of a running server in a browser, signed in")
    .option("--user <email or uuid>", "who signs in (default: the only admin)")
    .option("--print", "print the address of the console and the link, and open nothing")
    .option("--server <url>", "ask this server (default: the server that holds the file)")
    .addHelpText("after", openHelp)
    .action((_options, command: Command) => open(command.optsWithGlobals()));
  const sessions = program.command("sessions").description("manage the sessions of people");
  addPageOptions(
    sessions
      .command("list")
      .description("show sessions, newest first, with those that have ended")
      .option("--user <uuid>", "only this user's"),
  ).action((_options, command: Command) => list(command.optsWithGlobals()));
  sessions
    .command("end")
    .description("end a session, or all of a user, at once on every server")
    .addArgument(new Argument("[id]", "the session's id"))
    .option("--user <uuid>", "all sessions of this user")
    .addOption(actorOption())
    .action((id: string | undefined, _options, command: Command) =>
      end(id, command.optsWithGlobals()),
    );
}
