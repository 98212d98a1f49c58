import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { runNode } from "../child-process.ts";
import { makeFastDirectory } from "../fast-directory.ts";

/**
 * Makes one migrated file for the whole run, which tests copy. A child process makes it, since vitest loads this
 * file without the export condition that finds the sources of the packages.
 */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const directory = await makeFastDirectory("handsfree-duckdb-", 512 * 1024 ** 2);
  const template = join(directory, "template.duckdb");
  const entry = fileURLToPath(new URL("make-template.ts", import.meta.url));
  const { code, stderr } = await runNode(entry, [template]);
  if (code !== 0) throw new Error(`the template database could not be made (${code}): ${stderr}`);
  provide("duckdbTemplate", template);
  return () => rm(directory, { recursive: true, force: true });
}
