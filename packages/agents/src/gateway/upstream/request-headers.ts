import { isMembers, type Message, versionOf } from "../messages.ts";

/** The parameter that names what a request of a method is about, which later protocols want as a header. */
const namedBy: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

/**
 * The headers that repeat what a message of the protocol of 2026 says; none for those of earlier ones.
 *
 * @see https://modelcontextprotocol.io/specification/draft/basic/transports/streamable-http
 */
export function headersOf(message: Message): Record<string, string> {
  const version = versionOf(message);
  if (version === undefined || typeof message.method !== "string") return {};
  const member = Object.hasOwn(namedBy, message.method) ? namedBy[message.method] : undefined;
  const named =
    member !== undefined && isMembers(message.params) ? message.params[member] : undefined;
  return {
    "mcp-protocol-version": version,
    "mcp-method": message.method,
    ...(typeof named === "string" && { "mcp-name": toHeader(named) }),
  };
}

/** Texts that a header cannot hold as they are, or that look like this form, are written in base64. */
function toHeader(text: string): string {
  const isPlain = /^[!-~](?:[\t -~]*[!-~])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text);
  return isPlain ? text : `=?base64?${Buffer.from(text).toString("base64")}?=`;
}
