import { HookError } from "./hook-error.ts";
import { parseExactly } from "../calls/parse-exactly.ts";

/** A message that an agent writes to the standard input of its hook. */
export type HookMessage = Readonly<Record<string, unknown>>;

/** @throws {HookError} unless the text is a JSON object. */
export function parseMessage(text: string): HookMessage {
  try {
    const message = parseExactly(text);
    if (isObject(message)) return message;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new HookError(
    "the agent's message must be a JSON object on standard input; this command is for the agent's settings, which `handsfree hook install` writes",
  );
}

/** @throws {HookError} unless the member is a text that is not empty. */
export function requireText(message: HookMessage, name: string): string {
  const text = optionalText(message, name);
  if (text !== undefined) return text;
  throw new HookError(
    `the agent's message must have ${name} as a text; this version of the agent is not supported`,
  );
}

/** A text that is not empty. */
export function optionalText(message: HookMessage, name: string): string | undefined {
  const value = message[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** @throws {HookError} unless the message has the member. */
export function requireMember(message: HookMessage, name: string): unknown {
  const value = message[name];
  if (value !== undefined && value !== null) return value;
  throw new HookError(
    `the agent's message must have ${name}; this version of the agent is not supported`,
  );
}

/** @throws {HookError} that says which events the hook is for. */
export function refuseEvent(name: string): never {
  throw new HookError(
    `${/^\w{1,40}$/.test(name) ? name : "this event"} is no event of this hook; \`handsfree hook install\` writes those that it is for`,
  );
}

export function isObject(value: unknown): value is HookMessage {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
