import { createHash } from "node:crypto";
import type { CallReport } from "../calls/run-granted.ts";
import { parseExactly } from "./exact-message.ts";
import { isMembers } from "./messages.ts";

/**
 * The record of the answer to a call: a digest by which the result can be recognized, and not the result itself.
 *
 * @param text the message with the answer.
 * @param excerptLength how many characters of the result are kept, from 0.
 */
export function describeAnswer(text: string, excerptLength: number): CallReport {
  const answer = parseExactly(text);
  const { result, error } = isMembers(answer) ? answer : {};
  if (error !== undefined) {
    const code =
      isMembers(error) && Number.isInteger(error["code"]) ? ` ${String(error["code"])}` : "";
    return { ok: false, error: `the MCP server answered with the error${code}` };
  }
  const json = JSON.stringify(result ?? null);
  const isError = isMembers(result) && result["isError"] === true;
  const kept = {
    sha256: createHash("sha256").update(json).digest("hex"),
    bytes: Buffer.byteLength(json),
    is_error: isError,
    ...(excerptLength > 0 && { excerpt: json.slice(0, excerptLength).toWellFormed() }),
  };
  return {
    ok: !isError,
    result: kept,
    ...(isError && { error: "the tool answered with an error" }),
  };
}
