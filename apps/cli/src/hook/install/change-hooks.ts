import { isDeepStrictEqual } from "node:util";
import type { Installation, InstalledHook } from "./installations.ts";

type Json = Record<string, unknown>;
/** The command of a hook of ours, whose path can be that of a copy of this repository. */
const ourCommand =
  /(?:handsfree.*|\/cli\/(?:dist|src)\/main\.[jt]s'?) hook ([\w-]+)(?: --(?:server|key-file|timeout) .*)?$/s;

/** The settings with the hooks, and without earlier ones of the same agent. What is there already stays in its place. */
export function withHooks(
  settings: Readonly<Json>,
  installation: Installation,
  wanted: readonly InstalledHook[],
): Json {
  const { agent, required = {} } = installation;
  const hooks = objectOf(settings["hooks"]);
  const events = new Set([...Object.keys(hooks), ...wanted.map(({ event }) => event)]);
  const changed: Json = {};
  for (const event of events) {
    const entries = listOf(hooks[event]);
    const [want] = wanted
      .filter((hook) => hook.event === event)
      .map((hook) => toEntry(hook, installation));
    const isThere =
      want !== undefined &&
      entries.filter((entry) => hasOurs(entry, agent)).length === 1 &&
      entries.some((entry) => isDeepStrictEqual(entry, want));
    const others = entries.flatMap((entry) => withoutOurs(entry, agent));
    const next = isThere ? entries : want === undefined ? others : [...others, want];
    // An event that had no hook of ours stays as it is.
    if (entries.length === 0 && next.length === 0) {
      if (event in hooks) changed[event] = hooks[event];
    } else if (next.length > 0) changed[event] = next;
  }
  const rest = wanted.length > 0 ? { ...required, ...settings } : { ...settings };
  if (Object.keys(changed).length > 0) return { ...rest, hooks: changed };
  delete rest["hooks"];
  return rest;
}

/** The commands of the agent's hooks that the settings have, by event. */
export function installedCommands(
  settings: Readonly<Json>,
  agent: string,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [event, entries] of Object.entries(objectOf(settings["hooks"]))) {
    for (const entry of listOf(entries).flatMap((one) => [
      one,
      ...listOf(objectOf(one)["hooks"]),
    ])) {
      const command = commandOf(entry);
      if (command !== undefined && isOurs(entry, agent)) found.set(event, command);
    }
  }
  return found;
}

function toEntry({ matcher, entry }: InstalledHook, { isGrouped }: Installation): Json {
  return isGrouped ? { matcher, hooks: [entry] } : { ...entry };
}

/** A group without our hooks, or nothing if they were all it had. */
function withoutOurs(entry: unknown, agent: string): unknown[] {
  if (!hasOurs(entry, agent)) return [entry];
  if (isOurs(entry, agent)) return [];
  const hooks = listOf(objectOf(entry)["hooks"]).filter((hook) => !isOurs(hook, agent));
  return hooks.length === 0 ? [] : [{ ...objectOf(entry), hooks }];
}

function hasOurs(entry: unknown, agent: string): boolean {
  return isOurs(entry, agent) || listOf(objectOf(entry)["hooks"]).some((one) => isOurs(one, agent));
}

function isOurs(entry: unknown, agent: string): boolean {
  const [, name] = ourCommand.exec(commandOf(entry) ?? "") ?? [];
  return name === agent;
}

function commandOf(entry: unknown): string | undefined {
  const { command, bash } = objectOf(entry);
  const text = command ?? bash;
  return typeof text === "string" ? text : undefined;
}

function objectOf(value: unknown): Readonly<Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
