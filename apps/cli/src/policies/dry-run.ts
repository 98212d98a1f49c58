import { dryRunPolicies, printEffect } from "@handsfree/repositories/policies";
import { type PolicyEffectJson, renderPolicyDryRun } from "@handsfree/wire/policies";
import { useDatabase } from "../database.ts";
import type { GlobalOptions } from "../options/global.ts";
import { readTextFile } from "../options/text-file.ts";
import { print, printJson } from "../output/print.ts";
import { renderTable } from "../output/table.ts";

export interface DryRunOptions extends GlobalOptions {
  readonly since?: Date;
  readonly limit?: number;
}

export async function dryRun(
  file: string,
  { json = false, since, limit, ...options }: DryRunOptions,
): Promise<void> {
  const text = await readTextFile("file", file);
  const input = { text, since, limit };
  const report = renderPolicyDryRun(
    await useDatabase(options, (db) => dryRunPolicies(db, input)),
    printEffect,
  );
  if (json) return printJson(report);
  const { compared, different, differences, is_cut } = report;
  const older = is_cut ? "; older ones were left out" : "";
  await print(`${different} of ${compared} actions would be decided otherwise${older}\n`);
  if (differences.length === 0) return;
  const rows = differences.map(({ id, before, after }) => [id, ...cells(before), ...cells(after)]);
  await print(`\n${renderTable(["ACTION", "NOW", "BY", "THEN", "BY"], rows)}`);
  const unlisted = different - differences.length;
  if (unlisted > 0) await print(`and ${unlisted} more\n`);
}

function cells({ text, policy }: PolicyEffectJson): [string, string | null] {
  return [text, policy];
}
