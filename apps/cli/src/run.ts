import { CommanderError } from "commander";
import { errorLine } from "./error-line.ts";
import { exitCodeFor } from "./exit-codes.ts";
import { print } from "./output/print.ts";
import { createProgram } from "./program.ts";

/** Runs one command line. What became of it is in `process.exitCode`, so that output is flushed first. */
export async function run(args: readonly string[]): Promise<void> {
  // Failed writes reject where they are awaited; without a listener the event would end the process.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});

  const help: string[] = [];
  try {
    try {
      await createProgram((text) => help.push(text)).parseAsync(args, { from: "user" });
    } catch (error) {
      if (!isHelp(error)) throw error;
      await print(help.join(""));
    }
  } catch (error) {
    process.exitCode = exitCodeFor(error);
    process.stderr.write(errorLine(error));
  }
}

/** Commander ends `--help` and `--version` by throwing, too. */
function isHelp(error: unknown): boolean {
  return (
    error instanceof CommanderError &&
    error.exitCode === 0 &&
    ["commander.help", "commander.helpDisplayed", "commander.version"].includes(error.code)
  );
}
