import { InvalidInputError } from "@handsfree/query";
import type { AuditHead } from "@handsfree/repositories/audit";
import { readTextFile } from "../options/text-file.ts";

type Head = Pick<AuditHead, "number" | "hash">;

/** Parses a head as `audit head` prints it, with or without `--json`, or reads a file that contains one. */
export async function parseHead(text: string): Promise<Head> {
  const head = parseLine(text) ?? parseContent((await readTextFile("head", text)).trim());
  if (head !== undefined) return head;
  throw new InvalidInputError(
    "head",
    'names a file without a head; give the output of "handsfree audit head"',
  );
}

function parseContent(content: string): Head | undefined {
  if (!content.startsWith("{")) return parseLine(content);
  try {
    const { number, hash } = JSON.parse(content) as Record<string, unknown>;
    return parseLine(`${String(number)}:${String(hash)}`);
  } catch {
    return undefined;
  }
}

function parseLine(text: string): Head | undefined {
  const [, number, hash] = /^([1-9]\d{0,9}):([0-9a-f]{64})$/.exec(text) ?? [];
  return number === undefined || hash === undefined ? undefined : { number: Number(number), hash };
}
