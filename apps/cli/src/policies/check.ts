import { parsePolicies } from "@handsfree/repositories/policies";
import type { GlobalOptions } from "../options/global.ts";
import { readTextFile } from "../options/text-file.ts";
import { print, printJson } from "../output/print.ts";

export async function check(file: string, { json = false }: GlobalOptions): Promise<void> {
  const { length } = parsePolicies(await readTextFile("file", file));
  const count = length === 1 ? "1 policy" : `${length} policies`;
  await (json ? printJson({ policies: length }) : print(`valid: ${count}\n`));
}
