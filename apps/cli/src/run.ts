import { CommanderError } from "commander";
import { errorLine } from "./error-line.ts";
import { exitCodeFor } from "./exit-codes.ts";
import { type Invocation, runInvocation } from "./invocation.ts";
import { print } from "./output/print.ts";
import { createProgram } from "./program.ts";

/** Runs one command line in this process, and writes a failure to `stderr`. @returns the exit code. */
export async function run(invocation: Invocation): Promise<number> {
  try {
    await runInvocation(invocation, () => parse(invocation.args));
  } catch (error) {
    invocation.exitCode = exitCodeFor(error);
    invocation.stderr.write(errorLine(error));
  }
  return invocation.exitCode ?? 0;
}

async function parse(args: readonly string[]): Promise<void> {
  const help: string[] = [];
  try {
    await createProgram((text) => help.push(text)).parseAsync(args, { from: "user" });
  } catch (error) {
    if (!isHelp(error)) throw error;
    await print(help.join(""));
  }
}

/** Commander also throws for `--help` and `--version`. */
function isHelp(error: unknown): boolean {
  return (
    error instanceof CommanderError &&
    error.exitCode === 0 &&
    ["commander.help", "commander.helpDisplayed", "commander.version"].includes(error.code)
  );
}
