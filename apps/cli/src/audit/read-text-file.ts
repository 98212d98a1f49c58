import { readFile } from "node:fs/promises";
import { InvalidInputError } from "@handsfree/query";

/** @throws {InvalidInputError} naming the option that the file was given with. */
export async function readTextFile(field: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new InvalidInputError(field, "names a file that cannot be read; give the path of one");
  }
}
