import { resolve } from "node:path";
import { InvalidInputError } from "@handsfree/query";

/** A database that ends with the process. */
export const inMemory = ":memory:";

/** A path of the shell, and so taken from the working directory. */
export function parseDatabasePath(path: string): string {
  if (path.trim() === "")
    throw new InvalidInputError("database", "is empty; give the path of a file");
  return path === inMemory ? path : resolve(path);
}
