import { DatabaseError, DatabaseLockedError } from "@handsfree/query";
import type { SignInLinkJson } from "@handsfree/wire/identity";
import { databaseTarget, useDatabase } from "../database.ts";
import { invocation } from "../invocation.ts";
import { untilSignal } from "../options/until-signal.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { makeLink, type SignInOptions } from "../sessions/sign-in.ts";
import { findOpener, openInBrowser } from "./browser.ts";
import { oneTimeAddress } from "./one-time-address.ts";

/** How long a browser may take to start, in milliseconds. */
const startTime = 60_000;

interface OpenOptions extends SignInOptions {
  readonly print?: true;
}

/** Prints where the console is and a link that signs in, and opens the link. */
export async function open(options: OpenOptions): Promise<void> {
  await requireRunning(options);
  const link = await makeLink(options);
  const address = new URL("/", link.url).href;
  await (options.json
    ? printJson({ console: address, ...link })
    : print(`Console  ${address}\nSign in  ${link.url}\n`));
  const outcome = options.print ? "printed" : await follow(link);
  if (outcome !== "printed" && outcome !== "opened") note(outcome);
  const name = link.user.display_name ?? link.user.email ?? link.user.id;
  if (outcome !== "opened") {
    note(`The link signs ${name} in once, until ${link.expires_at}. Show it to no other person.`);
  }
}

/** Without a server a link leads nowhere. On PostgreSQL the server can be on any machine. */
async function requireRunning(options: OpenOptions): Promise<void> {
  if (options.server !== undefined || databaseTarget(options).engine === "postgres") return;
  try {
    await useDatabase(options, async () => undefined);
  } catch (error) {
    if (error instanceof DatabaseLockedError) return;
    throw error;
  }
  const problem = "no server holds the database; start it, or give its address with --server";
  throw new DatabaseError("database_unavailable", problem);
}

/** @returns `opened`, or why the person must follow the link. */
async function follow({ url }: SignInLinkJson): Promise<string> {
  const opener = findOpener();
  if (opener === undefined) return "There is no screen here, so follow the link.";
  using ending = untilSignal();
  await using once = await oneTimeAddress(url);
  if (!(await openInBrowser(opener, once.url))) {
    return `${opener.program} cannot be started, so follow the link.`;
  }
  const late = AbortSignal.timeout(startTime);
  const isUsed = await once.used(AbortSignal.any([ending.signal, late]));
  return isUsed ? "opened" : "No browser was opened, so follow the link.";
}

function note(text: string): void {
  invocation().stderr.write(`${plainText(text)}\n`);
}
