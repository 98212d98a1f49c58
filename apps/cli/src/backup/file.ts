import { resolve } from "node:path";
import { InvalidInputError } from "@handsfree/query";
import { invocation } from "../invocation.ts";
import type { GlobalOptions } from "../options/global.ts";

/** The options of both commands. */
export interface FileOptions extends GlobalOptions {
  readonly force?: boolean;
}

/** Resolves a path from the command line against the working directory. */
export function parseFile(path: string): string {
  if (path.trim() === "") throw new InvalidInputError("file", "is empty; give the path of a file");
  return resolve(invocation().cwd, path);
}
