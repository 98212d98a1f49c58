import { isMembers, keyOfId } from "../messages.ts";
import { largestMessage } from "../read-lines.ts";
import { unknown } from "./upstream-errors.ts";
import { UpstreamError } from "./upstream.ts";

/** The media type of an answer without its parameters. */
export function mediaOf({ headers }: Response): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** @throws {UpstreamError} if it is larger than a message may be. */
export async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largestMessage) {
      const problem = `the answer of the MCP server is larger than ${largestMessage} bytes`;
      throw new UpstreamError(`${problem}, ${unknown}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Whether a message, or one of a batch, answers the request with this id. */
export function answers(message: unknown, id: unknown): boolean {
  if (Array.isArray(message)) return message.some((one) => answers(one, id));
  if (!isMembers(message) || message["method"] !== undefined) return false;
  const key = keyOfId(message["id"]);
  return key !== undefined && key === keyOfId(id);
}

/** The value of a JSON text; undefined if it is none. */
export function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
