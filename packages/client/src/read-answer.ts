import { HandsFreeConnectionError } from "./connection-error.ts";
import type { Settings } from "./options.ts";
import { HandsFreeProblem } from "./problem.ts";

/**
 * Reads the answer to a call: JSON, text for JSON Lines, bytes for other contents, or undefined where there is none.
 *
 * @param now the time in milliseconds since the epoch.
 * @throws {HandsFreeProblem} if the server refuses, or the answer is not of the API.
 * @throws {HandsFreeConnectionError} `answer_too_large`
 */
export async function readAnswer(
  response: Response,
  { maxAnswerBytes, parseJson }: Pick<Settings, "maxAnswerBytes" | "parseJson">,
  now: number,
): Promise<unknown> {
  const bytes = await readBytes(response, maxAnswerBytes);
  const media = (response.headers.get("content-type") ?? "").split(";", 1)[0]?.trim();
  const text = (): string => new TextDecoder().decode(bytes);
  if (media === "application/problem+json" || media === "application/json") {
    const json = parse(text(), parseJson);
    if (response.ok && json !== undefined) return json;
    throw new HandsFreeProblem(response, isObject(json) ? json : undefined, now);
  }
  if (!response.ok) throw new HandsFreeProblem(response, undefined, now);
  if (response.status === 204) return undefined;
  if (media === "application/jsonl" || media === "text/csv") return text();
  if (media === "application/octet-stream" || media === "application/vnd.apache.parquet") {
    return bytes;
  }
  throw new HandsFreeProblem(response, undefined, now);
}

async function readBytes({ body }: Response, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done || value === undefined) break;
    size += value.length;
    if (size > most) {
      await reader?.cancel();
      throw new HandsFreeConnectionError("answer_too_large");
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Reads a text of JSON; undefined for one that is not. */
export function parse(text: string, parseJson: Settings["parseJson"]): unknown {
  try {
    return parseJson(text);
  } catch {
    // The error would quote the text.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
