import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderVariable } from "./keep.ts";
import { findLeaks } from "./search.ts";

/**
 * Makes a folder for the logs of the run, and at its end searches them for the secrets that the tests used. The projects of
 * a run share it.
 */
export function setup(): () => Promise<void> | undefined {
  if (process.env[folderVariable] !== undefined) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), "handsfree-run-log-"));
  process.env[folderVariable] = folder;
  return async () => {
    try {
      const { logs, leaks } = await findLeaks(folder);
      if (leaks.length === 0) {
        process.stdout.write(`the logs of ${logs} servers hold no secret of the tests\n`);
        return;
      }
      const lines = leaks.map(({ test, what }) => `  ${test}\n    logs ${what}`);
      throw new Error(`secrets are in the logs of ${leaks.length} servers:\n${lines.join("\n")}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
