import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("./scenario.ts", import.meta.url));

/** Runs a scenario of scenario.ts in a process of its own; gives what it printed, or how it died. */
export async function runScenario(
  driver: "stock" | "ours",
  scenario: string,
  { path = ":memory:", env = {} }: { path?: string; env?: Record<string, string> } = {},
): Promise<unknown> {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@handsfree/source", script, driver, scenario, path],
    { env: { ...process.env, ...env } },
  ).catch((error: unknown) => error as { stdout: string; stderr: string });
  // It ends by a signal in any case.
  return stdout === "" ? `died: ${stderr}` : (JSON.parse(stdout) as unknown);
}
