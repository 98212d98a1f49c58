import { basename, isAbsolute, relative } from "node:path";
import type { ToolUse } from "./hook-adapter.ts";
import { type HookMessage, isObject, optionalText } from "./hook-message.ts";

/** The longest text of a call that a summary repeats, in UTF-16 code units: about 20 seconds aloud. */
const longest = 240;

/**
 * The question about a use of a tool, in words that a person can hear.
 *
 * @param repository the `owner/name` that the agent works on, if it is known.
 */
export function summarize(use: ToolUse, repository: string | undefined): string {
  const input = isObject(use.input) ? use.input : {};
  return (
    mcpCall(use) ??
    commandRun(input, repository ?? use.cwd) ??
    fileChange(use, input) ??
    fetched(input) ??
    `Use ${spoken(use.tool)}`
  );
}

function mcpCall({ mcp }: ToolUse): string | undefined {
  return mcp && `Call ${spoken(mcp.tool)} of ${spoken(mcp.server ?? "an MCP server")}`;
}

function commandRun(input: HookMessage, place: string): string | undefined {
  const command = optionalText(input, "command");
  if (command === undefined) return undefined;
  const patched = [...command.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)];
  if (command.startsWith("*** Begin Patch") && patched.length > 0) {
    const [first = ""] = patched.map(([, path = ""]) => path);
    const others = patched.length - 1;
    const more =
      others === 0 ? "" : others === 1 ? " and another file" : ` and ${others} other files`;
    return `Edit ${spoken(first)}${more}`;
  }
  const where = place === "" ? "" : ` in ${spoken(basename(place))}`;
  return `Run "${spoken(command)}"${where}`;
}

const pathNames = ["file_path", "notebook_path", "absolute_path", "path"];

function fileChange({ tool, cwd }: ToolUse, input: HookMessage): string | undefined {
  const path = pathNames
    .map((name) => optionalText(input, name))
    .find((text) => text !== undefined);
  if (path === undefined) return undefined;
  const verb = /delete/i.test(tool)
    ? "Delete"
    : /write|create/i.test(tool)
      ? "Write"
      : /edit|replace/i.test(tool)
        ? "Edit"
        : `Use ${spoken(tool)} on`;
  return `${verb} ${spoken(shortPath(path, cwd))}`;
}

function shortPath(path: string, cwd: string): string {
  if (!isAbsolute(path) || cwd === "") return path;
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") ? path : short;
}

function fetched(input: HookMessage): string | undefined {
  const url = optionalText(input, "url");
  if (url === undefined) return undefined;
  if (!URL.canParse(url)) return `Fetch ${spoken(url)}`;
  // A query can have secrets, and cannot be heard.
  const { origin, host, pathname, protocol, search } = new URL(url);
  const start = origin === "null" ? `${protocol}//${host}` : origin;
  return `Fetch ${spoken(start + pathname)}${search === "" ? "" : " with parameters"}`;
}

/** One line without characters that are not seen, and with the length of what is left out. */
function spoken(text: string): string {
  const line = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  if (line.length <= longest) return line.toWellFormed();
  const rest = line.length - longest;
  return `${line.slice(0, longest).toWellFormed()}… (${rest} more characters)`;
}
