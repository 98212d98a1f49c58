import { resolve } from "node:path";
import { hookAdapters } from "@handsfree/agents/hooks";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../../invocation.ts";
import { print } from "../../output/print.ts";
import { withHooks } from "./change-hooks.ts";
import { type Installation, installations, settingsFile } from "./installations.ts";
import { lineChanges } from "./line-changes.ts";
import { printSettings, readSettings, writeSettings } from "./settings-file.ts";

/** Options of `handsfree hook install`. */
export interface InstallOptions {
  readonly project?: boolean;
  readonly user?: boolean;
  readonly yes?: boolean;
  readonly remove?: boolean;
  readonly server?: string;
  readonly keyFile?: string;
  /** In seconds. */
  readonly timeout: number;
  readonly command?: string;
}

/** How much later than the hook the agent's limit is, in seconds. */
const margin = 10;

/** Shows how the settings of an agent change so that its hook asks, and changes them if that is wished. */
export async function install(agent: string, options: InstallOptions): Promise<void> {
  const { project = false, user = false, yes = false, remove = false, timeout } = options;
  if (project && user) throw new InvalidInputError("project", "and --user exclude each other");
  if (options.command !== undefined && !options.command.includes("handsfree")) {
    throw new InvalidInputError("command", "must name handsfree, by which the hook is found again");
  }
  const installation = installations.get(agent);
  if (installation === undefined) throw new InvalidInputError("agent", "is not known");
  const place = project ? "project" : "user";
  const file = settingsFile(installation, place, invocation());
  const old = await readSettings(file);
  const wanted = remove
    ? []
    : installation.hooks(commandFor(installation, place, options), timeout + margin);
  const settings = withHooks(old.settings, installation, wanted);
  const text = printSettings(settings, old);
  // Another layout of the same settings is no change.
  const isSame = text === printSettings(old.settings, old);
  if (isSame) {
    await print(`${old.path}: nothing changes\n`);
    return;
  }
  await print(`${old.path}\n${lineChanges(old.text, text)}`);
  if (!yes) {
    await print("Nothing is written yet. Give --yes to write it.\n");
    return;
  }
  await writeSettings(old, text);
  await print(`Written. ${remove ? "" : nextStep(agent)}`.trimEnd().concat("\n"));
}

function nextStep(agent: string): string {
  const title = hookAdapters[agent]?.title ?? agent;
  const trust =
    agent === "codex" ? " Codex runs the hook once you have trusted it: type /hooks." : "";
  return `Start ${title} anew.${trust} \`handsfree hook doctor ${agent}\` checks the rest.`;
}

/** The command that the agent runs. The settings of a project are for other machines too, so they have no path. */
function commandFor(
  { agent }: Installation,
  place: "project" | "user",
  { command, server, keyFile, timeout }: InstallOptions,
): string {
  const { cwd } = invocation();
  const [node, entry = "handsfree"] = process.argv;
  const program =
    command ??
    (place === "project"
      ? "handsfree"
      : [node ?? "node", ...process.execArgv, entry].map(quote).join(" "));
  const isDefault = timeout + margin === hookAdapters[agent]?.timeLimit;
  return [
    program,
    "hook",
    agent,
    ...(server === undefined ? [] : ["--server", quote(server)]),
    ...(keyFile === undefined ? [] : ["--key-file", quote(resolve(cwd, keyFile))]),
    ...(isDefault ? [] : ["--timeout", String(timeout)]),
  ].join(" ");
}

/** For a POSIX shell. */
function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
