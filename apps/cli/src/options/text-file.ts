import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";

/** @throws {InvalidInputError} with the name of the option that gave the file. */
export async function readTextFile(field: string, file: string): Promise<string> {
  try {
    return await readFile(resolve(invocation().cwd, file), "utf8");
  } catch {
    throw new InvalidInputError(field, "names a file that cannot be read; give the path of one");
  }
}
