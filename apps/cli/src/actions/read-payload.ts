import { InvalidInputError } from "@handsfree/query";
import { parseJsonExactly } from "@handsfree/repositories";
import { readTextFile } from "../options/text-file.ts";

/**
 * Reads the payload of an action from a file of JSON. Its numbers keep their digits.
 *
 * @throws {InvalidInputError} for a file that cannot be read, or that holds no JSON.
 */
export async function readPayload(file: string): Promise<unknown> {
  const text = await readTextFile("payload", file);
  try {
    return parseJsonExactly(text);
  } catch {
    throw new InvalidInputError(
      "payload",
      "names a file that holds no JSON; write the payload as JSON",
    );
  }
}
