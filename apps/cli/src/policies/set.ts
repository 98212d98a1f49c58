import { findPolicies, replacePolicies } from "@handsfree/repositories/policies";
import { renderPolicyVersion } from "@handsfree/wire/policies";
import { useDatabase } from "../database.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { readTextFile } from "../options/text-file.ts";
import { printOutcome } from "../output/outcome.ts";

export interface SetOptions extends GlobalOptions, ActorOptions {
  readonly basedOn?: number;
}

export async function set(file: string, options: SetOptions): Promise<void> {
  const text = await readTextFile("file", file);
  const { by } = options;
  const replaced = await useDatabase(
    options,
    async (db) => {
      const basedOn = options.basedOn ?? (await findPolicies(db))?.version ?? null;
      return replacePolicies(db, { text, basedOn, by });
    },
    { readOnly: false },
  );
  const { outcome } = replaced;
  const name = "policies";
  if (outcome === "replaced") {
    const record = renderPolicyVersion(replaced.policies);
    const done = `version ${record.version} holds`;
    return printOutcome({ outcome, name, record, text: done, isDone: true }, options);
  }
  const why =
    outcome === "unknown_group"
      ? `there is no approver group ${replaced.group}; add it first, or name another`
      : `version ${replaced.version ?? "none"} holds; look at it, and set the text again`;
  await printOutcome({ outcome, name, record: undefined, text: why, isDone: false }, options);
}
