import { resolve } from "node:path";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";

/** A database that ends with the process. */
export const inMemory = ":memory:";

/** Resolves a path from the command line against the working directory. */
export function parseDatabasePath(path: string): string {
  if (path.trim() === "")
    throw new InvalidInputError("database", "is empty; give the path of a file");
  if (/^postgres(?:ql)?:\/\//i.test(path)) {
    throw new InvalidInputError(
      "database",
      "is a URL, whose password would be in the shell's history and in ps; set DATABASE_URL instead",
    );
  }
  return path === inMemory ? path : resolve(invocation().cwd, path);
}
