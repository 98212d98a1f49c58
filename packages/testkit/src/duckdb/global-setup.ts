import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { runNode } from "../child-process.ts";
import { makeFastDirectory } from "../fast-directory.ts";

/**
 * One migrated file for the whole run, of which each test's database is a copy. A process of its own
 * makes it, since vitest loads this file without the condition that finds the packages' sources.
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
